package dev.incant.kernel.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
    private static final List<String> NAMES = List.of("calculator", "csv_analyzer", "web_scraper", "read", "write");

    @Test
    void finds_what_was_misspelt() {
        assertThat(Nearest.to("calculater", NAMES)).containsExactly("calculator");
        assertThat(Nearest.to("web-scrapper", NAMES)).containsExactly("web_scraper");
        assertThat(Nearest.to("raed", NAMES)).containsExactly("read");
        assertThat(Nearest.to("calc", NAMES)).containsExactly("calculator");
        assertThat(Nearest.to("zzz", NAMES)).isEmpty();
    }

    @Test
    void says_it_as_the_end_of_a_sentence() {
        assertThat(Nearest.hint("raed", NAMES)).isEqualTo("; did you mean 'read'?");
        assertThat(Nearest.hint("zzz", NAMES)).isEmpty();
        assertThat(Nearest.hint("ab", List.of("abc", "abd", "abe", "abf")))
                .isEqualTo("; did you mean 'abc', 'abd' or 'abe'?");
    }
}

package dev.incant.mcp.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Http;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/// `WWW-Authenticate`, as servers write it.
final class ChallengeTest {
    private static List<Challenge> read(String... values) {
        return Challenge.of(List.of(values).stream()
                .map(value -> new Http.Header("www-authenticate", value))
                .toList());
    }

    @Test
    void parameters_are_read_quoted_and_bare() {
        Challenge challenge =
                read("Bearer error=\"insufficient_scope\" , SCOPE=\"a b\",resource_metadata=\"https://x/y,z\", n=1")
                        .getFirst();
        assertThat(challenge.error()).isEqualTo("insufficient_scope");
        assertThat(challenge.scopes()).containsExactly("a", "b");
        assertThat(challenge.metadata()).isEqualTo("https://x/y,z");
        assertThat(challenge.parameters()).containsEntry("n", "1");
        assertThat(read("Bearer x=\"a\\\"b\\\\\"").getFirst().parameters()).containsEntry("x", "a\"b\\");
    }

    @Test
    void several_challenges_in_one_header_or_many_are_told_apart() {
        List<Challenge> all = read(
                "Basic realm=\"a\", Negotiate, Bearer scope=\"s\", DPoP algs=\"ES256\", error=\"use_dpop_nonce\"",
                "bearer");
        assertThat(all).extracting(Challenge::scheme).containsExactly("bearer", "dpop", "bearer");
        assertThat(all.getFirst().scopes()).containsExactly("s");
        assertThat(Challenge.best(all).error()).isEqualTo("use_dpop_nonce");
        assertThat(read("Negotiate YII==, Bearer scope=x").getFirst().scopes()).containsExactly("x");
        assertThat(Challenge.best(read("Basic realm=x"))).isEqualTo(Challenge.NONE);
    }

    @Test
    void words_that_are_no_scopes_are_left_out() {
        assertThat(Challenge.words(" a  b a \"c\" d\\e \u00e9 ")).containsExactly("a", "b");
    }

    @Property(tries = 500)
    void nothing_that_a_server_sends_breaks_it(@ForAll String text) {
        assertThat(read("Bearer " + text)).isNotNull();
        assertThat(read(text)).isNotNull();
    }

    @Property(tries = 200)
    void what_is_quoted_comes_back(
            @ForAll @AlphaChars @StringLength(min = 1, max = 9) String name, @ForAll String value) {
        String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(read("Bearer " + name + "=\"" + quoted + "\"").getFirst().parameters())
                .isEqualTo(Map.of(name.toLowerCase(Locale.ROOT), value));
    }
}

package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.message.Message;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// The parts that make text for people and read what they type.
final class TextTest {
    @Test
    void the_version_is_that_of_the_build() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + Version.CURRENT + "</version>");
    }

    @Test
    void columns_are_aligned_by_what_a_terminal_shows() {
        Table table = new Table(false, List.of("NAME", "N"));
        table.row(List.of("日本", "1"));
        table.row(List.of("e\u0301te", "22"));
        StringBuilder text = new StringBuilder();
        table.appendTo(text);
        assertThat(text.toString()).isEqualTo("NAME   N\n日本   1\ne\u0301te   22\n");
    }

    @Test
    void hosts_are_granted_with_the_port_of_their_url() {
        assertThat(NamedGrants.host("https://example.org/a?b")).isEqualTo("example.org:443");
        assertThat(NamedGrants.host("http://u:p@example.org:8080#x")).isEqualTo("example.org:8080");
        assertThat(NamedGrants.host("postgresql://u:p@db.example.org/shop")).isEqualTo("db.example.org:5432");
        assertThat(NamedGrants.host("mariadb://u@[::1]/shop")).isEqualTo("[::1]:3306");
        assertThat(NamedGrants.host("http://[::1]/")).isEqualTo("[::1]:80");
        assertThat(NamedGrants.host("http://evil.org\\@good.org/")).isEqualTo("evil.org:80");
        assertThat(NamedGrants.host("example.org")).isEqualTo("example.org");
        assertThat(NamedGrants.host("http:///x")).isEmpty();
    }

    @Test
    void a_bar_shows_what_is_known() {
        assertThat(ProgressBar.line(new Message.Progress(1, 4, "rows"), 80))
                .isEqualTo("[######------------------] 25% 1/4 rows");
        assertThat(ProgressBar.line(new Message.Progress(7, -1, null), 80)).isEqualTo("7");
        assertThat(ProgressBar.line(new Message.Progress(1, 4, "x".repeat(200)), 80))
                .hasSize(79);
    }

    @Test
    void nothing_is_granted_by_itself() {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                new Output(OutputStream.nullOutputStream(), false),
                new Output(OutputStream.nullOutputStream(), false),
                false,
                Map.of(),
                Path.of("/"),
                new Interrupts());
        assertThat(Bounds.grants(Settings.ofFlags(Arguments.of(List.of()), terminal)))
                .isEqualTo(Grants.NONE);
        assertThat(Bounds.grants(Settings.ofFlags(Arguments.of(List.of("-A")), terminal)))
                .isEqualTo(Grants.ALL);
    }

    @Property
    void a_quoted_word_is_read_back_by_the_shell_rules(@ForAll String word) {
        String quoted = CommandWords.quoted(word);
        if (quoted.equals(word)) {
            assertThat(word).matches("[A-Za-z0-9_./:=,@%+-]+");
        } else {
            assertThat(quoted.substring(1, quoted.length() - 1).replace("'\\''", "'"))
                    .isEqualTo(word);
        }
    }

    @Property
    void any_line_is_taken_apart_without_a_word_lost(@ForAll List<String> line) {
        Arguments arguments = Arguments.of(line);
        int dashes = line.indexOf("--");
        List<String> rest = dashes < 0 ? List.of() : line.subList(dashes + 1, line.size());
        assertThat(arguments.rest()).isEqualTo(rest);
        assertThat(line).containsAll(arguments.words());
    }
}

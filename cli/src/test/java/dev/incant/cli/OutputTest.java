package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when nobody can take the output.
final class OutputTest {
    @TempDir
    Path folder;

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private int run(OutputStream out, OutputStream err, String... line) {
        return new CliLauncher(folder).run(List.of(line), out, err);
    }

    @Test
    void a_reader_that_goes_away_ends_it_quietly() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(run(failing("Broken pipe"), err, "tool", "list")).isEqualTo(141);
        assertThat(run(failing("Broken pipe"), err, "exec", "while true do print(('x'):rep(1000)) end"))
                .isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void a_full_disk_is_an_error() {
        for (List<String> line : List.of(List.of("tool", "list"), List.of("exec", "return 1"), List.of("help"))) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertThat(run(failing("No space left on device"), err, line.toArray(String[]::new)))
                    .isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("error: cannot write the output: No space left on device\n");
        }
    }

    @Test
    void an_error_that_cannot_be_told_still_has_its_exit_code() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(run(out, failing("Bad file descriptor"), "tool", "invoke", "nonsense"))
                .isEqualTo(3);
        assertThat(out.size()).isZero();
        assertThat(run(failing("Bad file descriptor"), failing("Bad file descriptor"), "help"))
                .isEqualTo(1);
    }
}

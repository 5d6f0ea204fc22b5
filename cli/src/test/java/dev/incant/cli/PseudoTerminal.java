package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The command line at a pseudo-terminal, where keys are typed and Ctrl-C is a key. `script` of util-linux makes it.
final class PseudoTerminal implements AutoCloseable {
    static final String CONTROL_C = "\u0003";
    private static final File SCRIPT = new File("/usr/bin/script");

    private final Process process;
    private final InputStream screen;
    private final StringBuilder seen = new StringBuilder();

    private PseudoTerminal(Process process) {
        this.process = process;
        this.screen = process.getInputStream();
    }

    static PseudoTerminal start(Path folder, Map<String, String> variables, List<String> line) throws IOException {
        assumeTrue(SCRIPT.canExecute(), "no 'script' of util-linux here");
        StringBuilder command = new StringBuilder("exec");
        List<String> words = Processes.command(line);
        for (String word : words) {
            command.append(' ').append(CommandWords.quoted(word));
            if (word == words.getFirst()) {
                command.append(" -Dincant.terminals=012");
            }
        }
        ProcessBuilder builder = Processes.builder(folder, line);
        builder.command(SCRIPT.getPath(), "-qec", command.toString(), "/dev/null");
        builder.environment().putAll(variables);
        builder.environment().keySet().removeIf(name -> name.equals("DISPLAY") || name.equals("WAYLAND_DISPLAY"));
        return new PseudoTerminal(builder.redirectErrorStream(true).start());
    }

    /// Reads the screen until a text is there, and gives all of it.
    String await(String text) throws IOException {
        byte[] some = new byte[1024];
        while (seen.indexOf(text) < 0) {
            int count = screen.read(some);
            if (count < 0) {
                throw new AssertionError("no '" + text + "' in: " + seen);
            }
            seen.append(new String(some, 0, count, StandardCharsets.UTF_8));
        }
        return seen.toString();
    }

    void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /// Waits until it has ended with that code, and gives all that was on the screen.
    String ended(int code) throws IOException, InterruptedException {
        seen.append(new String(screen.readAllBytes(), StandardCharsets.UTF_8));
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", seen).isEqualTo(code);
        return seen.toString();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

package dev.incant.benchmarks;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JVM of its own with this class path, which is told what to do on its standard input and answers each line with one
/// JSON object on its standard output. Closing it ends it.
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts one.
    ///
    /// @param more flags after those of Incant
    public static ChildJvm start(Context context, List<String> more, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        Launcher launcher = context.launcher();
        command.add(
                launcher == null
                        ? Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()
                        : launcher.launch("version").java().toString());
        command.addAll(context.flags());
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildJvm(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw ToolException.unavailable("cannot start a JVM: " + e.getMessage());
        }
    }

    /// The process's id.
    public long pid() {
        return process.pid();
    }

    /// Tells it something and waits for its answer.
    public Map<?, ?> ask(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            Map<?, ?> answer = next();
            if (answer == null) {
                throw ToolException.failed("the JVM for '" + line + "' ended");
            }
            return answer;
        } catch (IOException e) {
            throw ToolException.failed("the JVM for '" + line + "' ended: " + e.getMessage());
        }
    }

    /// Waits for what it says next; null when it has ended.
    ///
    /// @throws Check.WrongResult when it says that a check failed
    public @Nullable Map<?, ?> next() throws IOException {
        String line = out.readLine();
        if (line == null) {
            return null;
        }
        if (!(Json.parse(line) instanceof Map<?, ?> answer)) {
            throw new IOException("no answer but: " + line);
        }
        Check.that(answer.get("failure") == null, String.valueOf(answer.get("failure")));
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

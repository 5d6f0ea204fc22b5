package dev.incant.lua.conformance;

import dev.incant.lua.LuaState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A Lua program run as a process of its own: our stand-alone interpreter, or PUC's. Immutable.
///
/// Processes have a working directory, signals and exit codes, which a JVM cannot give to what runs inside it.
public final class Interpreter {
    /// How a process ended. The texts are Latin-1, one char a byte.
    public record Result(int exit, String out, String err) {
        /// Everything, for a message of a failure.
        public String all() {
            return "exit code " + exit + "\n---- out\n" + out + "\n---- err\n" + err;
        }
    }

    private static final String MAIN = "dev.incant.lua.standalone.Main";

    private final List<String> command;
    private final Path folder;
    private final String input;
    private final Map<String, String> environment;
    private final Duration timeout;

    private Interpreter(
            List<String> command, Path folder, String input, Map<String, String> environment, Duration timeout) {
        this.command = command;
        this.folder = folder;
        this.input = input;
        this.environment = environment;
        this.timeout = timeout;
    }

    private static Interpreter of(List<String> command) {
        return new Interpreter(List.copyOf(command), Path.of("").toAbsolutePath(), "", Map.of(), Duration.ofMinutes(9));
    }

    /// Ours, with what the launcher has the JVM export: coroutines on continuations.
    public static Interpreter ours() {
        return ours(List.of(
                "--add-exports", "java.base/jdk.internal.vm=ALL-UNNAMED",
                "--add-exports", "java.base/jdk.internal.access=ALL-UNNAMED"));
    }

    /// Ours, with coroutines on virtual threads, as on a JVM that exports nothing.
    public static Interpreter oursOnThreads() {
        return ours(List.of());
    }

    private static Interpreter ours(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        for (String property : List.of("dev.incant.lua.compile", "dev.incant.lua.guards")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(List.of(
                "-Xss256m", "-Xmx2g", "-XX:+UseSerialGC", "-cp", classes().toString()));
        command.add(MAIN);
        return of(command);
    }

    /// PUC's `lua5.4`, where it is installed, or the program that the system property `lua.puc` names.
    public static Optional<Interpreter> puc() {
        String said = System.getProperty("lua.puc");
        if (said != null) {
            return Optional.of(of(List.of(said)));
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path program = Path.of(folder, "lua5.4");
            if (Files.isExecutable(program)) {
                return Optional.of(of(List.of(program.toString())));
            }
        }
        return Optional.empty();
    }

    private static Path classes() {
        try {
            return Path.of(LuaState.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The command line so far, for scripts that start it themselves.
    public List<String> command() {
        return command;
    }

    /// With further arguments.
    public Interpreter with(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return new Interpreter(all, folder, input, environment, timeout);
    }

    /// Under a name that scripts find in `arg`: writes a shell script there that starts it, and says that it is
    /// that.
    public Interpreter named(Path script) {
        int main = command.indexOf(MAIN);
        List<String> program = new ArrayList<>(command.subList(0, main));
        program.add("-Dlua.progname=" + script);
        program.add(MAIN);
        String words = program.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        try {
            Files.writeString(script, "#!/bin/sh\nexec " + words + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program.addAll(command.subList(main + 1, command.size()));
        return new Interpreter(program, folder, input, environment, timeout);
    }

    /// In another working directory.
    public Interpreter in(Path workingDirectory) {
        return new Interpreter(command, workingDirectory, input, environment, timeout);
    }

    /// With this text (Latin-1, one char a byte) as standard input.
    public Interpreter reading(String text) {
        return new Interpreter(command, folder, text, environment, timeout);
    }

    /// With a variable of the environment set.
    public Interpreter where(String name, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(name, value);
        return new Interpreter(command, folder, input, all, timeout);
    }

    /// With another limit of time.
    public Interpreter within(Duration time) {
        return new Interpreter(command, folder, input, environment, time);
    }

    /// Makes the process without starting it. `LUA_*` variables of the tests' own environment do not reach it.
    public ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LUA_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /// Runs it to its end.
    ///
    /// @throws IllegalStateException when it takes too long; it is ended then
    public Result run() {
        try {
            Path work = Files.createTempDirectory("interpreter");
            try {
                return run(work);
            } finally {
                OfficialSuite.delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Output goes to files, so that no thread is needed to drain pipes. Input is a pipe, since a file could seek.
    private Result run(Path work) throws IOException {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        Process process = builder()
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            // It ended without reading everything.
        }
        boolean ended;
        try {
            ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (!ended) {
            process.destroyForcibly();
        }
        Result result = new Result(
                ended ? process.exitValue() : -1,
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
        if (!ended) {
            throw new IllegalStateException("did not end within " + timeout + ": " + result.all());
        }
        return result;
    }
}

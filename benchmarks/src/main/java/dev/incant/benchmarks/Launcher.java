package dev.incant.benchmarks;

import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The launcher `incant`, and what it would become: it is asked, so that nothing here knows its flags.
public record Launcher(Path program) {
    /// A command line of `java` in its parts.
    ///
    /// @param flags all before the class path, without the AOT cache, the boot class path and what Incant is told
    /// @param cache the flag that names the AOT cache; empty where there is none
    /// @param boot the flag that adds to the boot class path; empty where there is none
    public record Launch(
            Path java,
            List<String> flags,
            List<String> facts,
            String cache,
            String boot,
            String classPath,
            List<String> rest) {
        /// The whole command, without the AOT cache.
        public List<String> withoutCache() {
            List<String> command = new ArrayList<>(start());
            command.addAll(facts);
            if (!boot.isEmpty()) {
                command.add(boot);
            }
            command.addAll(List.of("-cp", classPath));
            command.addAll(rest);
            return command;
        }

        /// The JVM and its flags.
        public List<String> start() {
            List<String> start = new ArrayList<>();
            start.add(java.toString());
            start.addAll(flags);
            return start;
        }
    }

    /// The command line that the launcher becomes for these words. Builds and trains first where that is still to do.
    ///
    /// @throws ToolException `unavailable` when it cannot
    public Launch launch(String... words) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "bench", "--launch"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw ToolException.unavailable(program + " cannot be started; it says why above");
            }
            return parts(out.lines().toList());
        } catch (IOException e) {
            throw ToolException.unavailable(program + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.unavailable("interrupted while " + program + " was asked");
        }
    }

    /// Takes a command line apart.
    static Launch parts(List<String> line) {
        int classPath = line.indexOf("-cp");
        if (classPath < 1 || classPath + 2 >= line.size()) {
            throw ToolException.unavailable("the launcher said no command line: " + line);
        }
        List<String> flags = new ArrayList<>();
        List<String> facts = new ArrayList<>();
        String cache = "";
        String boot = "";
        for (String flag : line.subList(1, classPath)) {
            if (flag.startsWith("-XX:AOTCache=")) {
                cache = flag;
            } else if (flag.startsWith("-Xbootclasspath/a:")) {
                boot = flag;
            } else if (flag.startsWith("-D")) {
                facts.add(flag);
            } else {
                flags.add(flag);
            }
        }
        return new Launch(
                Path.of(line.getFirst()),
                flags,
                facts,
                cache,
                boot,
                line.get(classPath + 1),
                line.subList(classPath + 2, line.size()));
    }
}

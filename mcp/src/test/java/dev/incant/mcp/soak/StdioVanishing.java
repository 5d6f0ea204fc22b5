package dev.incant.mcp.soak;

import dev.incant.kernel.value.Values;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Clients over standard streams that vanish: `cat | incant mcp serve | cat`, of which the outer two are the client and
/// are killed. The server must end by itself, with all that it started.
final class StdioVanishing {
    private static final long PATIENCE = 15;

    private final List<String> command;
    private final Work work;
    private final String folder;

    StdioVanishing(List<String> command, Work work, String folder) {
        this.command = command;
        this.work = work;
        this.folder = folder;
    }

    String one() throws IOException, InterruptedException {
        List<Process> all = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder("cat"),
                new ProcessBuilder(command)
                        .directory(new java.io.File(folder))
                        .redirectError(ProcessBuilder.Redirect.DISCARD),
                new ProcessBuilder("cat")));
        Process writer = all.get(0);
        Process server = all.get(1);
        Process reader = all.get(2);
        List<ProcessHandle> started = new ArrayList<>();
        try {
            String did = talk(writer, reader);
            server.descendants().forEach(started::add);
            kill(writer, reader);
            if (!server.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                throw new IOException("the server of process " + server.pid() + " goes on without its client: " + did);
            }
            for (ProcessHandle each : started) {
                if (!ended(each)) {
                    throw new IOException(
                            "process " + each.pid() + " " + each.info().command() + " is left over");
                }
            }
            return did;
        } finally {
            all.forEach(Process::destroyForcibly);
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// What was killed takes a moment to be gone on a busy machine.
    private static boolean ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void kill(Process writer, Process reader) {
        // The order differs: a server may find out by its input or by its output.
        if (work.chance(50)) {
            writer.destroyForcibly();
            reader.destroyForcibly();
        } else {
            reader.destroyForcibly();
            writer.destroyForcibly();
        }
    }

    private String talk(Process writer, Process reader) throws IOException {
        OutputStream to = writer.getOutputStream();
        BufferedReader from = reader.inputReader(StandardCharsets.UTF_8);
        boolean modern = work.chance(50);
        if (!modern) {
            line(to, work.initialize("2025-11-25"));
            from.readLine();
            line(to, Work.notification("notifications/initialized"));
        }
        for (int i = 0; i < 1 + work.number(3); i++) {
            line(to, request(modern, 10L + i, "tools/call", work.script(work.quick()), false));
            if (from.readLine() == null) {
                throw new IOException("no answer over standard streams");
            }
        }
        switch (work.number(6)) {
            case 0 -> {
                line(to, request(modern, 20L, "tools/call", work.script(work.slow()), false));
                Soak.pause(work.number(300));
                return "stdio vanished in a call";
            }
            case 1 -> {
                for (long id = 20; id < 26; id++) {
                    line(to, request(modern, id, "tools/call", work.script(work.slow()), modern));
                }
                Soak.pause(work.number(300));
                return "stdio vanished in six calls";
            }
            case 2 -> {
                if (modern) {
                    line(to, work.modern(20L, "subscriptions/listen", work.changes(folder), false, false));
                } else {
                    line(
                            to,
                            Work.message(
                                    20L, "resources/subscribe", Values.map("uri", "file://" + folder + "/seed.txt")));
                }
                from.readLine();
                return "stdio vanished with a subscription";
            }
            case 3 -> {
                to.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"met".getBytes(StandardCharsets.UTF_8));
                to.flush();
                return "stdio vanished in a message";
            }
            case 4 -> {
                // Nobody reads, so the server's writes wait.
                String code = "for i = 1, 60 do display(('x'):rep(50000)) end return 1";
                line(to, request(modern, 20L, "tools/call", work.script(code), false));
                Soak.pause(work.number(300));
                return "stdio stopped reading";
            }
            default -> {
                return "stdio answered";
            }
        }
    }

    private String request(
            boolean modern, long id, String method, Map<String, @Nullable Object> params, boolean tasks) {
        return modern ? work.modern(id, method, params, tasks, work.chance(30)) : Work.message(id, method, params);
    }

    private static void line(OutputStream to, String line) throws IOException {
        to.write(line.concat("\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}

package dev.incant.mcp.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a server's process holds: from `/proc`, and from the JVM's own count of live objects, which `jcmd`
/// gives after a full collection. Objects tell of sessions, tasks and entries without any counters of the
/// server's.
///
/// @param files what is open, by what it is; a socket also with its state and the two ports
/// @param objects how many there are, by class
/// @param heap bytes of live objects
/// @param rss kilobytes
record Figures(Map<String, Long> files, int threads, int children, Map<String, Long> objects, long heap, long rss) {
    /// Of these none may be left over. A pool keeps a thread or a timer a few; see [Soak] for how many more are borne.
    static final List<String> COUNTED = List.of(
            "dev.incant.mcp.protocol.Client",
            "dev.incant.mcp.protocol.Call",
            "dev.incant.mcp.protocol.Tasks$Task",
            "dev.incant.mcp.protocol.Subscription",
            "dev.incant.mcp.transport.Sessions$Session",
            "dev.incant.mcp.transport.HttpReply",
            "dev.incant.kernel.Connection",
            "dev.incant.kernel.Session",
            "dev.incant.kernel.Execution",
            "dev.incant.kernel.ToolCall",
            "dev.incant.kernel.capability.Cancellation",
            "dev.incant.kernel.client.KernelClient$Pending",
            "dev.incant.kernel.state.MemoryStateStore",
            "dev.incant.kernel.state.MemoryStateStore$Kept",
            "dev.incant.lua.runtime.LuaState",
            "java.lang.VirtualThread",
            "java.lang.Thread",
            "java.lang.ProcessImpl",
            "sun.net.httpserver.HttpConnection",
            "sun.nio.fs.LinuxWatchService$LinuxWatchKey");

    /// What the serial collector puts where it leaves a gap instead of moving all that is behind. It is nobody's
    /// object, though the histogram counts it, with tens of megabytes at times.
    private static final String FILLER = "jdk.internal.vm.Filler";

    static Figures of(ProcessHandle server, Path jdk) throws IOException, InterruptedException {
        String proc = "/proc/" + server.pid();
        Map<String, Long> objects = new TreeMap<>();
        long heap = 0;
        long dead = 0;
        for (String line : jcmd(server, jdk, "GC.class_histogram").split("\n", -1)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 3 && words[0].equals("Total")) {
                heap = Long.parseLong(words[2]);
            } else if (words.length >= 4 && words[3].contains(FILLER)) {
                dead += Long.parseLong(words[2]);
            } else if (words.length >= 4 && words[0].endsWith(":") && COUNTED.contains(words[3])) {
                objects.put(words[3], Long.parseLong(words[1]));
            }
        }
        if (heap == 0) {
            throw new IOException("jcmd gave no histogram");
        }
        long rss = 0;
        for (String line : Files.readAllLines(Path.of(proc, "status"))) {
            if (line.startsWith("VmRSS:")) {
                rss = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return new Figures(
                files(proc), count(proc + "/task"), (int) server.descendants().count(), objects, heap - dead, rss);
    }

    /// Clients that something is kept for.
    long clients() {
        return objects.getOrDefault("dev.incant.mcp.protocol.Client", 0L);
    }

    /// The open files by kind: the number in the name of a socket or a pipe says nothing.
    private static Map<String, Long> files(String proc) throws IOException {
        Map<String, String> sockets = new HashMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of(proc, "net", table))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 9 && !words[0].equals("sl")) {
                    sockets.put(words[9], " " + port(words[1]) + " to " + port(words[2]) + ", state " + words[3]);
                }
            }
        }
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(Path.of(proc, "fd"))) {
            for (Path entry : entries.toList()) {
                String target;
                try {
                    target = Files.readSymbolicLink(entry).toString();
                } catch (NoSuchFileException _) {
                    continue;
                }
                int number = target.indexOf(":[");
                if (target.startsWith("socket:[")) {
                    target = "socket" + sockets.getOrDefault(target.substring(8, target.length() - 1), "");
                } else if (number > 0 && !target.startsWith("anon_inode")) {
                    target = target.substring(0, number);
                }
                files.merge(target, 1L, Long::sum);
            }
        }
        return files;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private long handles() {
        return files.values().stream().mapToLong(Long::longValue).sum();
    }

    private static int count(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return (int) entries.count();
        }
    }

    static String jcmd(ProcessHandle server, Path jdk, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/jcmd").toString());
        command.add(String.valueOf(server.pid()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: " + text);
        }
        return text;
    }

    /// What these have more than others.
    List<String> more(Figures idle) {
        List<String> more = new ArrayList<>();
        if (handles() > idle.handles()) {
            add(more, "file handles", handles(), idle.handles());
            files.forEach((name, count) -> add(more, name, count, idle.files.getOrDefault(name, 0L)));
        }
        add(more, "threads", threads, idle.threads);
        add(more, "processes", children, idle.children);
        objects.forEach((name, count) -> add(more, name, count, idle.objects.getOrDefault(name, 0L)));
        return more;
    }

    private static void add(List<String> more, String name, long now, long before) {
        if (now > before) {
            more.add(name + " " + before + " -> " + now);
        }
    }

    @Override
    public String toString() {
        return "fds " + handles() + ", threads " + threads + ", processes " + children + ", live heap " + heap / 1024
                + " KB, rss " + rss + " KB, clients " + clients()
                + ", tasks " + objects.getOrDefault("dev.incant.mcp.protocol.Tasks$Task", 0L) + ", state entries "
                + objects.getOrDefault("dev.incant.kernel.state.MemoryStateStore$Kept", 0L) + ", virtual threads "
                + objects.getOrDefault("java.lang.VirtualThread", 0L);
    }
}

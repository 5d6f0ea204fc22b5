package dev.incant.mcp.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The run with clients that vanish: real servers of `incant mcp serve`, one over HTTP for all of the run and one over
/// standard streams for each client, are called by random clients that go away in the middle of what they do. What the
/// server holds afterwards must be what it held when it was idle before. Bounded in rate, so that a machine can do
/// something else meanwhile.
///
/// Arguments: the launcher, the JDK's folder, minutes, a seed. Ends with 1 when something was left over, grew, or was
/// not answered.
final class Soak {
    /// How long the server keeps what belongs to a client that it does not hear of.
    private static final int IDLE_SECONDS = 8;

    private static final long MEGABYTE = 1 << 20;

    /// Beginnings of things per second, over HTTP; one in ten of them over standard streams instead.
    private static final int PER_SECOND = 6;

    private final Path launcher;
    private final Path jdk;
    private final Path folder;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> did = new TreeMap<>();
    private final long began = System.nanoTime();

    /// The longest that this process itself had to wait for its turn, in nanoseconds.
    private volatile long late;

    private Soak(Path launcher, Path jdk, Path folder) {
        this.launcher = launcher;
        this.jdk = jdk;
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("incant-soak");
        boolean good;
        try {
            good = new Soak(Path.of(args[0]), Path.of(args[1]), folder)
                    .run(Double.parseDouble(args[2]), Long.parseLong(args[3]));
        } finally {
            try (var all = Files.walk(folder)) {
                all.sorted(java.util.Comparator.reverseOrder())
                        .forEach(each -> each.toFile().delete());
            }
        }
        System.exit(good ? 0 : 1);
    }

    /// Waits; nothing of a test's outcome depends on how long.
    static void pause(long millis) {
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> serve(String... more) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "XDG_STATE_HOME=" + folder.resolve("state"),
                launcher.toString(),
                "mcp",
                "serve",
                "--allow-read=" + folder,
                "--allow-write=" + folder,
                "--allow-run=sleep",
                "--allow-net=127.0.0.1",
                "--timeout=20s",
                "--audit-log=" + folder.resolve("audit.jsonl")));
        command.addAll(List.of(more));
        return command;
    }

    private boolean run(double minutes, long seed) throws Exception {
        Files.writeString(folder.resolve("seed.txt"), "seed\n");
        Files.writeString(folder.resolve("seed.csv"), "a,b\n1,2\n3,4\n");
        try (ServerSocket hanging = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            ConcurrentLinkedQueue<Socket> held = new ConcurrentLinkedQueue<>();
            Thread.ofVirtual().start(() -> accept(hanging, held));
            Process server = new ProcessBuilder(
                            serve("--http=127.0.0.1:0", "--no-token", "--session-idle=" + IDLE_SECONDS + "s"))
                    .directory(folder.toFile())
                    .start();
            try {
                return run(server, held, hanging.getLocalPort(), minutes, seed);
            } finally {
                server.descendants().forEach(ProcessHandle::destroyForcibly);
                server.destroyForcibly().waitFor();
                held.forEach(Soak::close);
            }
        }
    }

    private static void accept(ServerSocket hanging, ConcurrentLinkedQueue<Socket> held) {
        try {
            while (true) {
                Socket socket = hanging.accept();
                held.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        // Until the other side closes.
                        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (IOException _) {
                        // The same.
                    }
                    held.remove(socket);
                });
            }
        } catch (IOException _) {
            // This is how it ends.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // Closed is closed.
        }
    }

    private boolean run(Process server, ConcurrentLinkedQueue<Socket> held, int port, double minutes, long seed)
            throws Exception {
        BufferedReader said = server.errorReader(StandardCharsets.UTF_8);
        URI uri = address(said);
        List<String> log = new ArrayList<>();
        Thread.ofVirtual()
                .start(() -> said.lines().forEach(line -> {
                    synchronized (log) {
                        log.add(line);
                    }
                }));
        Thread.ofPlatform().daemon().start(this::watchTheMachine);
        SplittableRandom seeds = new SplittableRandom(seed);
        // Everything once, so that pools, caches and classes are there, before it counts as idle.
        for (int i = 0; i < 120; i++) {
            go(uri, new Work(new SplittableRandom(seeds.nextLong()), port), false);
            pause(1000 / PER_SECOND);
        }
        Figures idle = settled(server, null);
        System.out.println("idle:   " + idle);
        long end = System.nanoTime() + (long) (minutes * 60e9);
        long half = System.nanoTime() + (long) (minutes * 30e9);
        Figures middle = null;
        while (System.nanoTime() < end && server.isAlive()) {
            go(uri, new Work(new SplittableRandom(seeds.nextLong()), port), true);
            pause(1000 / PER_SECOND);
            if (middle == null && System.nanoTime() > half) {
                middle = settled(server, idle);
                System.out.println("middle: " + middle);
            }
        }
        if (!server.isAlive()) {
            fail("the server has ended, with " + server.exitValue());
            return report(log);
        }
        Figures last = settled(server, idle);
        System.out.println("end:    " + last);
        last.more(idle).forEach(each -> fail("left over: " + each));
        if (!held.isEmpty()) {
            fail(held.size() + " connections to another server are left over");
        }
        Figures before = middle == null ? idle : middle;
        if (last.heap() - before.heap() > 4 * MEGABYTE) {
            fail("the live heap grew from " + before.heap() + " to " + last.heap() + " bytes");
        }
        if (last.rss() - before.rss() > Math.max(64 * 1024, before.rss() / 4)) {
            fail("the memory grew from " + before.rss() + " to " + last.rss() + " KB");
        }
        logged().forEach(each -> fail("a server logged: " + each));
        String answer = new HttpVanishing(uri, new Work(new SplittableRandom(1), port), folder.toString()).answer();
        System.out.println("answers: " + answer);
        return report(log);
    }

    /// What the servers put into their log files, which have nothing but defects.
    private List<String> logged() throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.isDirectory(folder.resolve("state"))) {
            try (var all = Files.walk(folder.resolve("state"))) {
                for (Path log : all.filter(Files::isRegularFile).sorted().toList()) {
                    Files.readAllLines(log).stream().limit(12).forEach(lines::add);
                }
            }
        }
        return lines;
    }

    private boolean report(List<String> log) {
        did.forEach((what, count) -> System.out.println("  " + what + " " + count));
        System.out.println("this program's own timer was late by " + late / 1_000_000 + " ms at most");
        synchronized (log) {
            log.stream().limit(20).forEach(line -> System.out.println("  the server said: " + line));
            if (!log.isEmpty()) {
                fail("the server said something");
            }
        }
        synchronized (failures) {
            failures.stream().limit(30).forEach(each -> System.out.println("FAILED " + each));
            System.out.println(failures.isEmpty() ? "nothing left over" : failures.size() + " failures");
            return failures.isEmpty();
        }
    }

    private static URI address(BufferedReader said) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            int at = line.indexOf("http://");
            if (at >= 0) {
                return URI.create(line.substring(at, line.indexOf(';', at)));
            }
        }
        throw new IOException("the server did not start");
    }

    /// The figures once nothing more goes away: the server forgets a client after its time, and a connection likewise.
    private Figures settled(Process server, @Nullable Figures idle) throws Exception {
        // A little more than the 30 seconds after which the JDK's server closes a connection, and a call its 20.
        pause(45_000);
        Figures figures = Figures.of(server.toHandle(), jdk);
        for (int i = 0;
                i < 8
                        && (idle == null
                                ? figures.clients() > 0
                                : !figures.more(idle).isEmpty());
                i++) {
            pause(10_000);
            figures = Figures.of(server.toHandle(), jdk);
        }
        return figures;
    }

    private void fail(String what) {
        synchronized (failures) {
            failures.add("after " + (System.nanoTime() - began) / 1_000_000_000 + " s: " + what);
        }
    }

    /// Looks how late a timer is on this machine. A server that gets no time either cannot answer, so whoever reads of
    /// failures has to know.
    private void watchTheMachine() {
        while (true) {
            long before = System.nanoTime();
            pause(100);
            late = Math.max(late, System.nanoTime() - before - 100_000_000);
        }
    }

    private void go(URI uri, Work work, boolean stdio) {
        Thread.ofVirtual().start(() -> {
            String what;
            try {
                what = stdio && work.chance(8)
                        ? new StdioVanishing(serve(), work, folder.toString()).one()
                        : new HttpVanishing(uri, work, folder.toString()).one();
            } catch (IOException | InterruptedException | RuntimeException e) {
                what = "failed";
                String text = String.valueOf(e).replaceAll("\\s+", " ");
                fail(text.substring(0, Math.min(300, text.length())));
            }
            synchronized (did) {
                did.merge(what, 1, Integer::sum);
            }
        });
    }
}

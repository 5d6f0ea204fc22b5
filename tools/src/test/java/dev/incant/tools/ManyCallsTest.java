package dev.incant.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Two thousand calls in flight at once: mixed tools, random cancels and deadlines.
@Isolated("counts this process's threads, children and open files")
final class ManyCallsTest {
    private static final int CALLS = 2_000;

    @TempDir
    private Path folder;

    @Test
    void each_is_answered_exactly_once_and_nothing_is_left_behind() throws Exception {
        Files.writeString(folder.resolve("input.txt"), "text\n".repeat(1000));
        // Once before counting, so that what is made once in a process is not taken for a leak.
        round(60, 7);
        Set<String> threads = threads();
        long files = openFiles();
        round(CALLS, 42);
        // What was told to end may take a moment on a busy machine: the kernel's timer, streams of killed programs.
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!(threads.containsAll(threads()) && openFiles() <= files) && System.nanoTime() - patience < 0) {
            Thread.sleep(20);
        }
        assertThat(ProcessHandle.current().descendants()).isEmpty();
        assertThat(threads()).isSubsetOf(threads);
        assertThat(openFiles()).isLessThanOrEqualTo(files);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .allMatch(name -> name.equals("input.txt") || name.matches("out-\\d+\\.txt"));
        }
    }

    /// A kernel and a server of their own for each round.
    private void round(int calls, long seed) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
        try {
            server.setExecutor(workers);
            server.createContext("/quick", exchange -> {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            });
            server.createContext("/never", exchange -> {
                try (exchange) {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.start();
            int port = server.getAddress().getPort();
            Grants grants = Grants.NONE
                    .allow(Permission.READ, folder.toString())
                    .allow(Permission.WRITE, folder.toString())
                    .allow(Permission.NET, "127.0.0.1:" + port)
                    .allow(Permission.RUN, "sleep");
            run(grants, port, calls, seed);
        } finally {
            release.countDown();
            server.stop(0);
            // Not awaited: the JDK's server may leave a handler reading from a client that is gone.
            workers.shutdownNow();
        }
    }

    private void run(Grants grants, int port, int calls, long seed) throws Exception {
        Map<String, AtomicInteger> replies = new ConcurrentHashMap<>();
        Map<String, Message> answers = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(calls);
        Random random = new Random(seed);
        try (Kernel kernel = Kernel.start(KernelOptions.of(new Tools()));
                Connection connection = kernel.connect(
                        SessionOptions.standard().granting(grants).in(folder), envelope -> {
                            String parent = String.valueOf(envelope.parent());
                            if (envelope.content() instanceof Message.Reply reply && parent.startsWith("call-")) {
                                replies.computeIfAbsent(parent, _ -> new AtomicInteger())
                                        .incrementAndGet();
                                answers.put(parent, reply);
                                all.countDown();
                            }
                        })) {
            for (int i = 0; i < calls; i++) {
                Message.ToolInvoke call = call(i, port, random);
                connection.send(Envelope.request("call-" + i, call));
                if (random.nextInt(3) == 0) {
                    String victim = "call-" + random.nextInt(i + 1);
                    connection.send(Envelope.request("cancel-" + i, new Message.CancelRequest(victim)));
                }
            }
            for (int i = 0; i < calls; i++) {
                if (i % 7 >= 5) {
                    connection.send(Envelope.request("late-" + i, new Message.CancelRequest("call-" + i)));
                }
            }
            assertThat(all.await(120, TimeUnit.SECONDS))
                    .as("%d unanswered", all.getCount())
                    .isTrue();
            assertThat(kernel.info(SessionOptions.standard()).toString()).contains("in_flight=0");
        }
        assertThat(replies).hasSize(calls);
        assertThat(replies.values()).allMatch(count -> count.get() == 1);
        Map<String, Long> outcomes = answers.values().stream()
                .collect(Collectors.groupingBy(
                        reply -> reply instanceof Message.Failed failed
                                ? failed.error().code().code()
                                : "ok",
                        Collectors.counting()));
        assertThat(outcomes.keySet())
                .as("%s", outcomes)
                .isSubsetOf("ok", ErrorCode.CANCELLED.code(), ErrorCode.TIMEOUT.code(), ErrorCode.FAILED.code());
        if (calls == CALLS) {
            assertThat(outcomes).containsKeys("ok", ErrorCode.CANCELLED.code(), ErrorCode.TIMEOUT.code());
        }
        // The JDK's small server drops some of hundreds of connections; no other call has a reason to fail.
        answers.forEach((call, answer) -> {
            if (answer instanceof Message.Failed failed && failed.error().code() == ErrorCode.FAILED) {
                assertThat(Integer.parseInt(call.substring("call-".length())) % 7)
                        .as(failed.error().message())
                        .isIn(3, 4, 6);
            }
        });
    }

    private static Message.ToolInvoke call(int i, int port, Random random) {
        String url = "http://127.0.0.1:" + port;
        long soon = 1L + random.nextInt(200);
        return switch (i % 7) {
            case 0 -> invoke("calculator", null, "expression", "sqrt(" + i + ") * 2");
            case 1 -> invoke("hash_calculator.hash", null, "file", "input.txt");
            case 2 -> invoke("file_operations.write", null, "path", "out-" + i + ".txt", "input", "x".repeat(i));
            case 3 -> invoke("http_request", null, "input", url + "/quick");
            case 4 -> invoke("http_request", soon, "input", url + "/never");
            // Cancelled late; few, because each is a process.
            case 5 ->
                i % 35 == 5
                        ? invoke("process_executor", null, "executable", "sleep", "arguments", List.of("60"))
                        : invoke("text_manipulator.uppercase", null, "input", "text " + i);
            default -> invoke("http_request", null, "input", url + "/never");
        };
    }

    private static Message.ToolInvoke invoke(String tool, @Nullable Long timeout, @Nullable Object... pairs) {
        return new Message.ToolInvoke(tool, Values.map(pairs), timeout, false);
    }

    /// The platform threads but those of the JVM's virtual threads, whose number the JVM decides.
    /// Those of the JDK's pools aside, which it keeps for a minute once something needed them.
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool") && !name.startsWith("VirtualThread-"))
                .filter(name -> !name.startsWith("process reaper"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long openFiles() throws Exception {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(own)) {
            return open.count();
        }
    }
}

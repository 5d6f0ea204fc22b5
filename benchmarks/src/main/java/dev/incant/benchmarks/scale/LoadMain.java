package dev.incant.benchmarks.scale;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.benchmarks.memory.Memory;
import dev.incant.kernel.Connection;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.MessageJson;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts load on a kernel in this JVM and says what came of it, a JSON object a line: for each point its rate and
/// latencies, or a failure.
///
/// Arguments: what grows (`callers`, `params`, `results`, `sessions`, `soak`), milliseconds for each point, the points.
public final class LoadMain {
    private LoadMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            Duration time = Duration.ofMillis(Long.parseLong(args[1]));
            List<Integer> points = new ArrayList<>();
            for (int i = 2; i < args.length; i++) {
                points.add(Integer.parseInt(args[i]));
            }
            switch (args[0]) {
                case "callers" -> callers(time, points);
                case "params" -> sizes(time, points, true);
                case "results" -> sizes(time, points, false);
                case "sessions" -> sessions(time, points);
                case "soak" -> soak(time, points.getFirst());
                default -> throw new IllegalArgumentException(args[0]);
            }
        } catch (Check.WrongResult | ToolException e) {
            say(Values.map("failure", e.getMessage()));
        }
    }

    private static void say(Map<String, @Nullable Object> what) {
        byte[] line = (Json.write(what) + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
    }

    private static void say(int point, Load load) {
        say(Values.map("point", point, "rate", load.rate(), "run", load.run().toMap()));
    }

    private static void call(KernelClient client) {
        Object result = client.invoke("base64_encoder.encode", "input", "incant");
        Check.that(result instanceof Map<?, ?> map && "aW5jYW50".equals(map.get("output")), "wrong base64: " + result);
    }

    private static void callers(Duration time, List<Integer> points) throws InterruptedException {
        try (Rig rig = Rig.start()) {
            Load.of(64, time.multipliedBy(2), caller -> call(rig.client()));
            for (int callers : points) {
                say(callers, Load.of(callers, time, caller -> call(rig.client())));
            }
        }
    }

    /// Messages go through the codec both ways, as over a wire: within a process a text costs the same at any length.
    private static void sizes(Duration time, List<Integer> points, boolean params) throws InterruptedException {
        List<ToolPack> packs = List.of(ToolPack.of(new Echo()));
        try (Rig rig = Rig.start(packs)) {
            KernelClient client = new KernelClient();
            Consumer<Envelope> receiver = message -> client.accept(coded(message));
            Connection connection = rig.kernel().connect(Rig.session(), receiver);
            client.sendTo(message -> connection.send(coded(message)));
            for (int size : points) {
                String text = "a".repeat(size);
                Consumer<Integer> call = params
                        ? caller -> Check.equal("the length", size, client.invoke("bench_echo.take", "text", text))
                        : caller -> Check.that(
                                text.equals(client.invoke("bench_echo.give", "length", size)), "another text");
                Load.of(1, time, call::accept);
                say(size, Load.of(1, time, call::accept));
            }
        }
    }

    private static Envelope coded(Envelope message) {
        return MessageJson.read(MessageJson.write(message));
    }

    /// Sessions with a script's state each; calls go to all in turn.
    private static void sessions(Duration time, List<Integer> points) throws InterruptedException {
        try (Rig rig = Rig.start()) {
            List<KernelClient> clients = new ArrayList<>();
            Load.of(1, time, caller -> call(rig.client()));
            for (int sessions : points) {
                while (clients.size() < sessions) {
                    KernelClient client = new KernelClient();
                    rig.kernel().connect(Rig.session(), client);
                    Check.equal("a script", 42, Rig.run(client, "answer = 6 * 7 return answer"));
                    clients.add(client);
                }
                int[] next = new int[1];
                say(sessions, Load.of(1, time, caller -> {
                    call(clients.get(next[0]));
                    next[0] = (next[0] + 1) % clients.size();
                }));
                Check.equal("what a session remembers", 42, Rig.run(clients.getLast(), "return answer"));
            }
        }
    }

    /// Load for so many seconds: says each second's rate, latencies and memory.
    private static void soak(Duration each, int points) throws InterruptedException {
        int callers = 4 * Runtime.getRuntime().availableProcessors();
        try (Rig rig = Rig.start()) {
            for (int i = 0; i < points; i++) {
                Load load = Load.of(callers, each, caller -> call(rig.client()));
                Memory memory = Memory.of(ProcessHandle.current().pid());
                say(Values.map(
                        "point",
                        i + 1,
                        "rate",
                        load.rate(),
                        "run",
                        load.run().toMap(),
                        "rss",
                        memory.rss(),
                        "heap",
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory()));
            }
        }
    }
}

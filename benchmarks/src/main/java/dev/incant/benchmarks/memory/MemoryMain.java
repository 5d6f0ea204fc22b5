package dev.incant.benchmarks.memory;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.example.ExampleStage;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A kernel that waits on its standard input for what to do next, so that its memory can be read from
/// outside meanwhile: `tools` calls each tool once, `sessions N` opens sessions with a script's state,
/// `connections N` some without, `state N` keeps values, `gc` collects garbage, `beans` says what the JVM
/// knows of itself. Each line is answered with a JSON object.
public final class MemoryMain {
    private final Rig rig = Rig.start();
    private final List<KernelClient> clients = new ArrayList<>();
    private long kept;

    private MemoryMain() {}

    public static void main(String[] args) throws IOException {
        MemoryMain kernel = new MemoryMain();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, @Nullable Object> answer;
                try {
                    answer = kernel.answer(line.split(" "));
                } catch (Check.WrongResult | ToolException e) {
                    answer = Values.map("failure", e.getMessage());
                }
                byte[] text = (Json.write(answer) + "\n").getBytes(StandardCharsets.UTF_8);
                System.out.write(text, 0, text.length);
                System.out.flush();
            }
        }
        kernel.rig.close();
    }

    private Map<String, @Nullable Object> answer(String[] words) throws IOException {
        switch (words[0]) {
            case "idle" -> Check.that(tools() >= 14, "too few tools");
            case "tools" -> {
                return Values.map("called", callAll());
            }
            case "connections" -> open(Integer.parseInt(words[1]), false);
            case "sessions" -> open(Integer.parseInt(words[1]), true);
            case "state" -> keep(Integer.parseInt(words[1]));
            case "gc" -> {
                System.gc();
                System.gc();
            }
            case "beans" -> {
                return Beans.read();
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
        return Values.map("done", words[0]);
    }

    /// How many tools the kernel knows; it need not have made them.
    private long tools() {
        return rig.client().ask(new Message.KernelInfoRequest()).get("tools") instanceof Long count ? count : 0;
    }

    private void open(int count, boolean scripts) {
        for (int i = 0; i < count; i++) {
            KernelClient client = new KernelClient();
            rig.kernel().connect(Rig.session(), client);
            if (scripts) {
                Check.equal("a script", 42, Rig.run(client, "answer = 6 * 7 return answer"));
            } else {
                client.ask(new Message.CancelRequest("nothing"));
            }
            clients.add(client);
        }
    }

    private void keep(int count) {
        for (int i = 0; i < count; i++) {
            rig.kernel().state().set("bench", "key-" + kept, kept, null);
            kept++;
        }
    }

    /// Calls each tool through messages with its first example that can be run here; returns how many could. Some need
    /// programs that are not installed, or variables that only a test's host has.
    private int callAll() throws IOException {
        int count = 0;
        for (Tool tool : rig.kernel().registry().all()) {
            count += called(tool) ? 1 : 0;
        }
        int all = rig.kernel().registry().names().size();
        Check.that(count * 10 >= all * 8, "only " + count + " of " + all + " tools could be called");
        return count;
    }

    private boolean called(Tool tool) throws IOException {
        for (Operation operation : tool.spec().operations()) {
            for (Example example : operation.examples()) {
                try (ExampleStage stage = ExampleStage.of(example)) {
                    KernelClient client = new KernelClient();
                    Path folder = stage.directory();
                    try (var _ = rig.kernel()
                            .connect(Rig.session().granting(stage.grants()).in(folder), client)) {
                        client.invoke(tool.spec().name() + "." + operation.name(), stage.params());
                        return true;
                    } catch (ToolException e) {
                        // The next one may do.
                    }
                }
            }
        }
        return false;
    }

    /// What the JVM knows of its own memory.
    private static final class Beans {
        static Map<String, @Nullable Object> read() {
            long code = 0;
            long classes = 0;
            for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
                if (pool.getName().startsWith("Code") || pool.getName().startsWith("CodeHeap")) {
                    code += pool.getUsage().getUsed();
                } else if (pool.getName().equals("Metaspace")) {
                    classes += pool.getUsage().getUsed();
                }
            }
            return Values.map(
                    "heap",
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    "classes",
                    classes,
                    "code",
                    code,
                    "threads",
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    "loaded",
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        }
    }
}

package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.tool.JsonSchema;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// `tool info calculator`: the reply holds the whole spec.
@State(Scope.Benchmark)
public class Info {
    private final Rig rig = Rig.start();
    private Map<String, @Nullable Object> last = Map.of();

    @Setup
    public void check() {
        last = ask();
        checkSample();
    }

    @Benchmark
    public Map<String, @Nullable Object> ask() {
        Map<String, @Nullable Object> reply = rig.client().ask(new Message.ToolInfo("calculator"));
        last = reply;
        return reply;
    }

    /// Each operation is there, with the JSON Schema that its spec gives.
    @TearDown(Level.Iteration)
    public void checkSample() {
        ToolSpec spec = rig.kernel().registry().tool("calculator").spec();
        Check.equal("name", "calculator", last.get("name"));
        Check.that(last.get("operations") instanceof List<?> list && list.size() == 3, "not three operations: " + last);
        for (Operation operation : spec.operations()) {
            Check.equal(
                    "the parameters of " + operation.name(),
                    JsonSchema.parameters(operation),
                    operation(operation.name()).get("parameters"));
            Check.equal(
                    "the result of " + operation.name(),
                    JsonSchema.of(operation.result()),
                    operation(operation.name()).get("result"));
        }
    }

    private Map<?, ?> operation(String name) {
        for (Object each : (List<?>) Objects.requireNonNull(last.get("operations"))) {
            if (each instanceof Map<?, ?> operation && name.equals(operation.get("name"))) {
                return operation;
            }
        }
        return Map.of();
    }

    @TearDown
    public void close() {
        rig.close();
    }
}

package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.example.ExampleStage;
import dev.incant.kernel.host.CallContext;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.state.ToolScope;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An example of a tool with all it needs set up, to be run again and again.
final class StagedExample implements AutoCloseable {
    /// How often an example is tried before it counts as one that can be repeated.
    private static final int TRIES = 20;

    private static final long QUOTA = 64L << 20;

    private final ComponentRegistry registry;
    private final Operation operation;
    private final String name;
    private final ExampleStage stage;
    private final Map<String, @Nullable Object> params;
    private final StateStore state;

    private StagedExample(ComponentRegistry registry, String tool, Operation operation, Example example)
            throws IOException {
        this.registry = registry;
        this.operation = operation;
        this.name = tool + "." + operation.name();
        this.stage = ExampleStage.of(example);
        this.params = stage.params();
        this.state = new MemoryStateStore(stage.host().clock(), QUOTA);
    }

    /// The example that takes the least time of those that give what they promise each time.
    static StagedExample cheapest(ComponentRegistry registry, String tool) throws IOException {
        StagedExample best = null;
        long least = Long.MAX_VALUE;
        for (Operation operation : registry.tool(tool).spec().operations()) {
            for (Example example : operation.examples()) {
                StagedExample staged = new StagedExample(registry, tool, operation, example);
                long taken = staged.tried();
                if (taken < least) {
                    if (best != null) {
                        best.close();
                    }
                    least = taken;
                    best = staged;
                } else {
                    staged.close();
                }
            }
        }
        Check.that(best != null, tool + " has no example that gives what it promises each time");
        return java.util.Objects.requireNonNull(best);
    }

    /// The least time of several runs in nanoseconds; the longest there is when one fails or differs.
    private long tried() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            Object result;
            try {
                result = run();
            } catch (ToolException | IOException e) {
                return Long.MAX_VALUE;
            }
            least = Math.min(least, System.nanoTime() - start);
            if (!differences(result).isEmpty()) {
                return Long.MAX_VALUE;
            }
        }
        return least;
    }

    /// Checks the arguments and runs the operation.
    @Nullable Object run() throws IOException {
        return call(name, params);
    }

    private @Nullable Object call(String tool, Map<String, ? extends @Nullable Object> given) throws IOException {
        Target target = registry.resolve(tool, given);
        Args args = Args.bind(target.fullName(), target.operation(), target.params());
        try (Resources resources = new Resources()) {
            CallScope scope =
                    new CallScope(stage.grants(), Limits.GENEROUS, stage.directory(), new Cancellation(), resources);
            ToolScope own = ToolScope.of(state, target.tool().spec().name());
            CallContext context = new CallContext(scope, stage.host(), own, Progress.SILENT, this::nested);
            return target.operation().handler().run(args, context);
        }
    }

    private @Nullable Object nested(String tool, Map<String, ? extends @Nullable Object> given) {
        try {
            return call(tool, given);
        } catch (IOException e) {
            throw ToolException.failed(tool + ": " + e.getMessage());
        }
    }

    List<String> differences(@Nullable Object result) {
        return stage.differences(operation, result);
    }

    @Override
    public void close() throws IOException {
        state.close();
        stage.close();
    }
}

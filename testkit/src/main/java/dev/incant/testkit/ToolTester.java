package dev.incant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.CallContext;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.state.ToolScope;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Results;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Calls the operations of one tool through its public contract: checked arguments, real capabilities within grants,
/// and a check that the result is as the spec promises. Nothing is granted unless the test says so. Immutable.
///
/// @param tools the tool under test first, then those that it calls
/// @param directory where relative paths start
/// @param cancellation of all calls
public record ToolTester(
        List<Tool> tools,
        Grants grants,
        Limits limits,
        Path directory,
        Clock clock,
        @Nullable RandomGenerator random,
        Map<String, String> variables,
        AddressResolver resolver,
        StateStore state,
        Cancellation cancellation,
        Progress progress) {
    private static final long STATE_QUOTA = 64L << 20;

    /// Starts with no grants, generous limits, this machine's clock and strong random numbers.
    public static ToolTester of(Tool tool) {
        return new ToolTester(
                List.of(tool),
                Grants.NONE,
                Limits.GENEROUS,
                Path.of("").toAbsolutePath(),
                Clock.systemUTC(),
                null,
                Map.of(),
                AddressResolver.SYSTEM,
                stateAt(Clock.systemUTC()),
                new Cancellation(),
                Progress.SILENT);
    }

    /// Works in a folder that it may read and write.
    public ToolTester in(Path folder) {
        Path real = folder.toAbsolutePath();
        return copy(
                grants.allow(Permission.READ, real.toString()).allow(Permission.WRITE, real.toString()), limits, real);
    }

    /// Grants one thing more.
    public ToolTester granting(Permission permission, String name) {
        return copy(grants.allow(permission, name), limits, directory);
    }

    /// Has these grants only.
    public ToolTester granting(Grants value) {
        return copy(value, limits, directory);
    }

    public ToolTester within(Limits value) {
        return copy(grants, value, directory);
    }

    private ToolTester copy(Grants newGrants, Limits newLimits, Path newDirectory) {
        return new ToolTester(
                tools,
                newGrants,
                newLimits,
                newDirectory,
                clock,
                random,
                variables,
                resolver,
                state,
                cancellation,
                progress);
    }

    private static StateStore stateAt(Clock clock) {
        return new MemoryStateStore(clock, STATE_QUOTA);
    }

    /// Keeps the tools' state here; otherwise in memory, for this tester and those made of it.
    public ToolTester keeping(StateStore value) {
        return new ToolTester(
                tools, grants, limits, directory, clock, random, variables, resolver, value, cancellation, progress);
    }

    /// Has a clock that stands, in UTC, and an empty state.
    public ToolTester at(Instant now) {
        return at(Clock.fixed(now, ZoneOffset.UTC));
    }

    /// Has this clock, and an empty state by it.
    public ToolTester at(Clock value) {
        return new ToolTester(
                tools,
                grants,
                limits,
                directory,
                value,
                random,
                variables,
                resolver,
                stateAt(value),
                cancellation,
                progress);
    }

    /// Has these random numbers.
    public ToolTester random(RandomGenerator value) {
        return new ToolTester(
                tools, grants, limits, directory, clock, value, variables, resolver, state, cancellation, progress);
    }

    /// Has these environment variables and no others.
    public ToolTester variables(Map<String, String> value) {
        return new ToolTester(
                tools, grants, limits, directory, clock, random, value, resolver, state, cancellation, progress);
    }

    /// Finds hosts this way.
    public ToolTester resolving(AddressResolver value) {
        return new ToolTester(
                tools, grants, limits, directory, clock, random, variables, value, state, cancellation, progress);
    }

    /// Is cancelled by this.
    public ToolTester cancelledBy(Cancellation value) {
        return new ToolTester(
                tools, grants, limits, directory, clock, random, variables, resolver, state, value, progress);
    }

    /// Reports progress here.
    public ToolTester reporting(Progress value) {
        return new ToolTester(
                tools, grants, limits, directory, clock, random, variables, resolver, state, cancellation, value);
    }

    /// Calls an operation of the tool; `pairs` are name, value, name, value, ….
    public @Nullable Object call(String operation, @Nullable Object... pairs) {
        return callWith(operation, Values.map(pairs));
    }

    /// Calls an operation whose result is a map.
    @SuppressWarnings("unchecked") // a value's map has strings as keys
    public Map<String, @Nullable Object> map(String operation, @Nullable Object... pairs) {
        Object result = call(operation, pairs);
        if (result instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new AssertionError(operation + " gave no map: " + Json.write(result));
    }

    /// Calls an operation that must fail with `code`, and returns the error.
    public ToolException fails(ErrorCode code, String operation, @Nullable Object... pairs) {
        Object result;
        try {
            result = call(operation, pairs);
        } catch (ToolException error) {
            assertThat(error.code()).as(error.message()).isEqualTo(code);
            return error;
        }
        throw new AssertionError(operation + " " + Values.map(pairs) + " gave " + Json.write(result));
    }

    /// Calls an operation of the tool with arguments in a map.
    public @Nullable Object callWith(String operation, Map<String, ? extends @Nullable Object> params) {
        return call(tools.getFirst().spec().name() + "." + operation, params, 0);
    }

    private @Nullable Object call(String name, Map<String, ? extends @Nullable Object> params, int depth) {
        assertThat(depth).as("depth of nested calls").isLessThan(8);
        ComponentRegistry registry = ComponentRegistry.of(List.of(ToolPack.of(tools.toArray(Tool[]::new))));
        Target target = registry.resolve(name, params);
        Args args = Args.bind(target.fullName(), target.operation(), target.params());
        try (Resources resources = new Resources();
                Host host = new Host(clock, random, variables, resolver)) {
            CallScope scope = new CallScope(grants, limits, directory, cancellation, resources);
            CallContext context = new CallContext(
                    scope,
                    host,
                    ToolScope.of(state, target.tool().spec().name()),
                    progress,
                    (nested, nestedParams) -> call(nested, nestedParams, depth + 1));
            Object result = target.operation().handler().run(args, context);
            assertThat(Results.problems(target.operation(), result))
                    .as("result of %s", target.fullName())
                    .isEmpty();
            return result;
        } catch (IOException e) {
            // As the kernel says it.
            throw ToolException.failed(String.valueOf(e.getMessage()));
        }
    }
}

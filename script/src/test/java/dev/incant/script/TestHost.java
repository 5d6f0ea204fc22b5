package dev.incant.script;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.host.CallContext;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.script.ScriptHost;
import dev.incant.kernel.script.ScriptOutput;
import dev.incant.kernel.script.ScriptSession;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.StateStore;
import dev.incant.kernel.state.ToolScope;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A session without a kernel: real tools, state and events, files of one folder, and one script after another.
final class TestHost implements ScriptHost, AutoCloseable {
    final List<Map<String, ? extends @Nullable Object>> displayed = new ArrayList<>();
    final List<String> reports = new ArrayList<>();
    final StringBuilder printed = new StringBuilder();
    final StringBuilder logged = new StringBuilder();

    /// The tools that were made, in order.
    final List<String> made = new ArrayList<>();

    final ComponentRegistry registry = ComponentRegistry.of(List.of(new Pack()));
    private final Limits limits;
    private final Path directory;
    private final Clock clock = Clock.fixed(Instant.parse("2025-01-15T12:00:00Z"), ZoneOffset.UTC);
    private final StateStore state = new MemoryStateStore(clock, 1 << 20);
    private final EventBus events = new EventBus();
    private final Host machine = Host.system();
    final ScriptSession session;

    TestHost() {
        this(Limits.STRICT, Path.of("/nowhere"));
    }

    TestHost(Limits limits, Path directory) {
        this.limits = limits;
        this.directory = directory;
        this.session = new LuaScriptRuntime().open(this);
    }

    /// Runs a script and returns its value.
    @Nullable Object run(String code, String... args) {
        return runAs("test.lua", code, new Cancellation(), args);
    }

    @Nullable Object runAs(String name, String code, Cancellation cancellation, String... args) {
        return session.execute(new ScriptSession.Script(code, name, List.of(args)), new Output(), cancellation);
    }

    /// Runs a script and returns what it printed.
    String printed(String code) {
        printed.setLength(0);
        run(code);
        return printed.toString();
    }

    private final class Pack implements ToolPack {
        private final ToolPack tools = ToolPack.of(new Sums(), new Pages(), new Trial());

        @Override
        public List<String> names() {
            return tools.names();
        }

        @Override
        public Tool make(String name) {
            made.add(name);
            return tools.make(name);
        }
    }

    private final class Output implements ScriptOutput {
        @Override
        public void print(String text) {
            if (printed.length() + text.length() > limits.output()) {
                throw ToolException.limitExceeded("too much output");
            }
            printed.append(text);
        }

        @Override
        public void log(String text) {
            logged.append(text);
        }

        @Override
        public void display(Map<String, ? extends @Nullable Object> data) {
            displayed.add(data);
        }

        @Override
        public @Nullable String input(String prompt) {
            if (prompt.equals("forever")) {
                try {
                    new CompletableFuture<String>().get();
                } catch (Exception e) {
                    throw ToolException.unavailable("interrupted");
                }
            }
            return "answer to " + prompt;
        }

        @Override
        public void report(long done, long total, @Nullable String text) {
            reports.add(done + "/" + total + " " + text);
        }
    }

    @Override
    public ComponentRegistry registry() {
        return registry;
    }

    @Override
    public Grants grants() {
        return Grants.NONE;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public @Nullable String variable(String name) {
        return name.equals("HOME") ? "/home/me" : null;
    }

    @Override
    public @Nullable Object call(
            String tool, Map<String, ? extends @Nullable Object> params, Cancellation cancellation) {
        cancellation.check();
        Target target = registry.resolve(tool, params);
        Args args = Args.bind(target.fullName(), target.operation(), target.params());
        try (Resources resources = new Resources()) {
            CallScope scope = new CallScope(grants(), limits, directory, cancellation, resources);
            return target.operation()
                    .handler()
                    .run(
                            args,
                            new CallContext(
                                    scope, machine, ToolScope.of(state, tool), Progress.SILENT, (name, more) -> null));
        } catch (IOException e) {
            throw ToolException.failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public CompletableFuture<@Nullable Object> start(
            String tool, Map<String, ? extends @Nullable Object> params, Cancellation cancellation) {
        CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                future.complete(call(tool, params, cancellation));
            } catch (ToolException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    @Override
    public Files files(Cancellation cancellation) {
        return new FolderFiles(directory);
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public String scope(String name) {
        return name.equals("session") ? "session:1" : name;
    }

    @Override
    public EventBus events() {
        return events;
    }

    @Override
    public void close() {
        session.close();
        machine.close();
    }
}

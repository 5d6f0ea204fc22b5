package dev.incant.cli;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.message.MessageJson;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.script.ScriptRuntime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A kernel inside this process with one connection to it, over which everything is asked.
final class LocalKernel implements AutoCloseable {
    private final Kernel kernel;
    private final List<ToolPack> packs;
    private final Terminal terminal;
    private final boolean trace;
    private final KernelClient client = new KernelClient();

    private LocalKernel(Kernel kernel, List<ToolPack> packs, Terminal terminal, boolean trace) {
        this.kernel = kernel;
        this.packs = packs;
        this.terminal = terminal;
        this.trace = trace;
    }

    /// A kernel of all tools.
    static LocalKernel ofTools(Invocation invocation) {
        return ofScripts(invocation, null);
    }

    /// A kernel of all tools that runs scripts, too.
    static LocalKernel ofScripts(Invocation invocation, @Nullable ScriptRuntime scripts) {
        Terminal terminal = invocation.terminal();
        Host host = new Host(new MachineClock(), null, terminal.variables(), AddressResolver.SYSTEM);
        List<ToolPack> packs = Packs.of(terminal, host, true);
        KernelOptions options = new KernelOptions(
                Version.CURRENT, packs, scripts, host, null, new CallThreads(), scriptThreads("incant-script"));
        return new LocalKernel(
                Kernel.start(options), packs, terminal, invocation.settings().on(Flag.TRACE));
    }

    /// Threads that scripts can run on.
    static ThreadFactory scriptThreads(String name) {
        return new ScriptThreads(name);
    }

    /// The kernel itself, for those who let others connect to it.
    Kernel kernel() {
        return kernel;
    }

    ComponentRegistry registry() {
        return kernel.registry();
    }

    KernelClient client() {
        return client;
    }

    /// Opens the connection, in a session with these grants and limits. Once, before anything is asked.
    void connect(Grants grants, Limits limits) {
        SessionOptions session = new SessionOptions(grants, limits, terminal.directory());
        if (trace) {
            Consumer<Envelope> traced = message -> {
                trace("< ", message);
                client.accept(message);
            };
            var connection = kernel.connect(session, traced);
            client.sendTo(message -> {
                trace("> ", message);
                connection.send(message);
            });
        } else {
            kernel.connect(session, client);
        }
    }

    private void trace(String direction, Envelope message) {
        terminal.err().line(direction + MessageJson.write(message));
    }

    /// Asks and waits.
    Map<String, @Nullable Object> ask(Message.Request request) {
        return client.ask(request);
    }

    /// Asks something that may take long and waits; an interrupt cancels it.
    Map<String, @Nullable Object> run(Message.Request request, Consumer<Message.Event> events) {
        KernelClient.Pending pending = client.send(request, events);
        terminal.interrupts().onInterrupt(() -> cancel(pending.id()));
        return pending.await();
    }

    /// Stops a request that runs, if it still does.
    void cancel(String request) {
        client.send(new Message.CancelRequest(request));
    }

    /// Ends what outlives the process that is about to end, for commands that leave the rest to that end: servers of
    /// others that were started.
    void endServers() {
        for (ToolPack pack : packs) {
            pack.close();
        }
    }

    @Override
    public void close() {
        kernel.close();
    }

    /// Daemon threads of the platform for a process's first calls, and virtual ones for the others: the first
    /// virtual thread costs milliseconds, each one of the platform a tenth of one, and most processes end after a
    /// few calls.
    private static final class CallThreads implements ThreadFactory {
        private static final int ON_PLATFORM = 16;

        private final AtomicLong made = new AtomicLong();

        @Override
        public Thread newThread(Runnable task) {
            long number = made.getAndIncrement();
            String name = "incant-call-".concat(Long.toString(number));
            if (number >= ON_PLATFORM) {
                return Thread.ofVirtual().name(name).unstarted(task);
            }
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            return thread;
        }
    }

    /// Daemon threads with room for deep recursion; a stack that is not used costs nothing.
    private static final class ScriptThreads implements ThreadFactory {
        private static final long STACK = 256L << 20;

        private final String name;

        ScriptThreads(String name) {
            this.name = name;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(null, task, name, STACK, false);
            thread.setDaemon(true);
            return thread;
        }
    }
}

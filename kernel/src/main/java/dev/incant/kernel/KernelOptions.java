package dev.incant.kernel;

import dev.incant.kernel.host.Host;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.script.ScriptRuntime;
import dev.incant.kernel.state.StateStore;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// What a kernel is made of. It owns, and closes, the packs, the host and the store.
///
/// @param scripts the language of its scripts, null for none
/// @param state null for a store in memory
/// @param threads makes the thread of each call
/// @param scriptThreads makes the thread of each script; deep recursion wants a large stack
public record KernelOptions(
        String version,
        List<ToolPack> packs,
        @Nullable ScriptRuntime scripts,
        Host host,
        @Nullable StateStore state,
        ThreadFactory threads,
        ThreadFactory scriptThreads) {
    public KernelOptions {
        packs = List.copyOf(packs);
    }

    /// A kernel of these tools on this machine, without scripts, each call on a virtual thread.
    public static KernelOptions of(ToolPack... packs) {
        ThreadFactory virtual = Thread.ofVirtual().name("incant-call-", 0).factory();
        return new KernelOptions("dev", List.of(packs), null, Host.system(), null, virtual, virtual);
    }

    public KernelOptions withVersion(String value) {
        return new KernelOptions(value, packs, scripts, host, state, threads, scriptThreads);
    }

    public KernelOptions withScripts(ScriptRuntime value) {
        return new KernelOptions(version, packs, value, host, state, threads, scriptThreads);
    }

    public KernelOptions withHost(Host value) {
        return new KernelOptions(version, packs, scripts, value, state, threads, scriptThreads);
    }

    public KernelOptions withState(StateStore value) {
        return new KernelOptions(version, packs, scripts, host, value, threads, scriptThreads);
    }

    public KernelOptions withThreads(ThreadFactory calls, ThreadFactory ofScripts) {
        return new KernelOptions(version, packs, scripts, host, state, calls, ofScripts);
    }
}

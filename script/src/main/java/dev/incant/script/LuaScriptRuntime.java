package dev.incant.script;

import dev.incant.kernel.script.ScriptHost;
import dev.incant.kernel.script.ScriptRuntime;
import dev.incant.kernel.script.ScriptSession;

/// Lua 5.4 for the sessions of a kernel. Holds nothing itself; safe for use by many threads.
///
/// Coroutines are fast where the JVM was started with `--add-exports java.base/jdk.internal.vm=ALL-UNNAMED`.
/// Recursion goes as deep as the stack of the thread that runs the script allows.
public final class LuaScriptRuntime implements ScriptRuntime {
    @Override
    public String language() {
        return "Lua 5.4";
    }

    @Override
    public ScriptSession open(ScriptHost host) {
        return new LuaScriptSession(host);
    }
}

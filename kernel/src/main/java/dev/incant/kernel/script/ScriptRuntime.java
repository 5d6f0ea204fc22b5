package dev.incant.kernel.script;

/// A language that sessions run scripts in.
public interface ScriptRuntime {
    /// The language's name and version, such as `Lua 5.4`.
    String language();

    /// Starts a session's script state. It costs little until the first script runs.
    ScriptSession open(ScriptHost host);
}

package dev.incant.script;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.script.ScriptHost;
import dev.incant.kernel.script.ScriptOutput;
import dev.incant.kernel.script.ScriptSession;
import dev.incant.lua.LuaChunk;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaStopped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The Lua state of one session. It is made at the first script; globals stay from script to script.
final class LuaScriptSession implements ScriptSession {
    /// Makes an expression a chunk. The variable to be closed keeps the call in it from being a tail call, which
    /// would lose its line for error messages.
    private static final String EXPRESSION = "local _ <close> = nil; return ";

    private final ScriptHost host;
    private final ReentrantLock executing = new ReentrantLock();
    private @Nullable Bridge bridge;
    private volatile UserGlobals user = UserGlobals.NONE;

    /// Whether anybody ever asked what there is, so that it is noted after each script.
    private volatile boolean asked;

    private volatile boolean closed;

    LuaScriptSession(ScriptHost host) {
        this.host = host;
    }

    @Override
    public @Nullable Object execute(Script script, ScriptOutput output, Cancellation cancellation) {
        executing.lock();
        try {
            if (closed) {
                throw ToolException.unavailable("the session is closed");
            }
            cancellation.check();
            Bridge open = bridge;
            if (open == null) {
                open = new Bridge(host);
                bridge = open;
            }
            return execute(open, script, output, cancellation);
        } finally {
            Bridge open = bridge;
            if (closed && open != null) {
                bridge = null;
                open.close();
            }
            executing.unlock();
        }
    }

    private @Nullable Object execute(Bridge open, Script script, ScriptOutput output, Cancellation cancellation) {
        String chunkName = open.sources.add(script.name(), script.code());
        Run run = new Run(open.lua, output, cancellation);
        open.begin(run, script.name());
        Failures failures = new Failures(open, run);
        try (var _ = cancellation.onCancel(run)) {
            ScriptArguments.set(open, script);
            LuaChunk chunk = compile(script.code(), chunkName);
            @Nullable Object[] results;
            try {
                results = open.lua.call(open.lua.load(chunk));
            } finally {
                open.end();
            }
            Object value = value(open, results);
            ToolException why = run.stopped();
            if (why != null) {
                throw why;
            }
            return value;
        } catch (LuaError e) {
            throw failures.of(e);
        } catch (LuaStopped e) {
            throw failures.of(e);
        } finally {
            open.end();
            run.end();
            if (asked) {
                user = UserGlobals.of(open.lua.globals());
            }
        }
    }

    private LuaChunk compile(String code, String chunkName) {
        if (!code.startsWith("#") && !beginsStatement(code)) {
            try {
                return LuaChunk.compile(EXPRESSION + code, chunkName);
            } catch (LuaError e) {
                // No expression: then statements.
            }
        }
        try {
            return Sources.compile(code, chunkName);
        } catch (LuaError e) {
            throw Failures.syntax(e, code, chunkName);
        }
    }

    /// Whether a text begins with a word that no expression begins with. Most scripts of agents do, and need not be
    /// parsed twice.
    static boolean beginsStatement(String code) {
        int from = 0;
        while (from < code.length() && code.charAt(from) <= ' ') {
            from++;
        }
        int to = from;
        while (to < code.length() && (Character.isLetterOrDigit(code.charAt(to)) || code.charAt(to) == '_')) {
            to++;
        }
        return switch (code.substring(from, to)) {
            case "break", "do", "for", "goto", "if", "local", "repeat", "return", "while" -> true;
            default -> false;
        };
    }

    private static @Nullable Object value(Bridge open, @Nullable Object[] results) {
        if (results.length == 0) {
            return null;
        }
        if (results.length == 1) {
            return open.values.toJava(results[0], "result");
        }
        List<@Nullable Object> values = new ArrayList<>(results.length);
        for (int i = 0; i < results.length; i++) {
            values.add(open.values.toJava(results[i], "result " + (i + 1)));
        }
        return values;
    }

    @Override
    public Completions complete(String code, int cursor) {
        return new Completer(host.registry(), user()).complete(code, cursor);
    }

    @Override
    public @Nullable String inspect(String code, int cursor) {
        return new Inspector(host.registry(), user()).inspect(code, cursor);
    }

    /// The globals as they are or, while a script runs, as they were after the last one.
    private UserGlobals user() {
        asked = true;
        if (executing.tryLock()) {
            try {
                if (bridge != null) {
                    user = UserGlobals.of(bridge.lua.globals());
                }
            } finally {
                executing.unlock();
            }
        }
        return user;
    }

    @Override
    public Completeness isComplete(String code) {
        try {
            LuaChunk.compile(EXPRESSION + code, "=code");
            return Completeness.COMPLETE;
        } catch (LuaError e) {
            // No expression, or not yet one.
        }
        try {
            Sources.compile(code, "=code");
            return Completeness.COMPLETE;
        } catch (LuaError e) {
            return goesOn(code) || goesOn(EXPRESSION + code) ? Completeness.INCOMPLETE : Completeness.INVALID;
        }
    }

    /// Whether more lines could make it whole. `1 +` is the beginning of an expression only.
    private static boolean goesOn(String code) {
        try {
            // The line is at its end, which a quoted string does not survive.
            Sources.compile(code + "\n", "=code");
            return false;
        } catch (LuaError e) {
            return Failures.incomplete(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (executing.tryLock()) {
            try {
                if (bridge != null) {
                    bridge.close();
                    bridge = null;
                }
            } finally {
                executing.unlock();
            }
        }
    }
}

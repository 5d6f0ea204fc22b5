package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.script.ScriptHost;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaLibrary;
import dev.incant.lua.LuaOptions;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaString;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all globals of one session share: the engine's state, the session, values and errors across the border, and
/// the script that runs. Used by the script's thread.
final class Bridge implements AutoCloseable {
    private static final Set<LuaLibrary> LIBRARIES = Set.of(
            LuaLibrary.BASE,
            LuaLibrary.COROUTINE,
            LuaLibrary.STRING,
            LuaLibrary.UTF8,
            LuaLibrary.TABLE,
            LuaLibrary.MATH,
            LuaLibrary.OS,
            LuaLibrary.DEBUG);

    final LuaState lua;
    final ScriptHost host;
    final LuaValues values;
    final ErrorTables errors;
    final Sources sources = new Sources();
    final Tasks tasks;
    final Globals globals;
    private final Outside outside;
    private @Nullable Run run;
    private String script = "";

    Bridge(ScriptHost host) {
        this.host = host;
        this.outside = new Outside(host);
        this.lua = LuaState.open(LuaOptions.sandboxed()
                .libraries(LIBRARIES)
                .host(outside)
                .memory(host.limits().memory())
                .steps(host.limits().steps()));
        this.values = new LuaValues(lua, host.limits().memory());
        this.errors = new ErrorTables(lua, values);
        this.tasks = new Tasks(this);
        this.globals = new Globals(this);
        globals.open();
    }

    /// Begins a script.
    void begin(Run value, String name) {
        run = value;
        script = name;
        values.stoppedBy(value.cancellation());
        outside.begin(value);
        lua.steps(host.limits().steps());
    }

    /// Ends the script.
    void end() {
        outside.end();
        run = null;
    }

    /// The script that runs.
    Run run() {
        return Objects.requireNonNull(run, "no script runs");
    }

    /// The name of the script that runs, a file's path where it is one.
    String script() {
        return script;
    }

    /// Writes bytes to the script's output.
    void write(byte[] bytes) {
        outside.out().write(bytes, 0, bytes.length);
    }

    /// Writes text to the script's error stream.
    void log(String text) {
        outside.err().hand(text);
    }

    /// Calls a tool and returns its result as a Lua value. In a coroutine of [Tasks] the others go on meanwhile.
    Object invoke(LuaCall call, String tool, Map<String, @Nullable Object> params) throws Exception {
        Object result;
        try {
            result = tasks.waiting(call)
                    ? tasks.await(call, tool, params)
                    : host.call(tool, params, run().cancellation());
        } catch (ToolException e) {
            throw errors.raised(e, tool);
        }
        return result(call, result);
    }

    /// A plain value as what a function returns.
    @SuppressWarnings("NullAway") // the engine's protocol: null is nil
    Object result(LuaCall call, @Nullable Object value) {
        return call.give(values.toLua(value));
    }

    /// An argument that must be a string in UTF-8.
    static String text(LuaCall call, int i) {
        String text = LuaValues.text(call.string(i));
        if (text == null) {
            throw call.argError(i, "not valid UTF-8");
        }
        return text;
    }

    /// An argument that may be left out.
    static @Nullable String optionalText(LuaCall call, int i) {
        return call.isNoneOrNil(i) ? null : text(call, i);
    }

    LuaString string(String text) {
        return (LuaString) Objects.requireNonNull(lua.toLua(text));
    }

    @Override
    public void close() {
        lua.abandon();
    }
}

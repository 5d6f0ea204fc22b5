package dev.incant.lua.standalone;

import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/// One run of the interpreter: options, script, then the prompt.
final class Session {
    static final String COPYRIGHT = "Lua 5.4 on Incant, compatible with Lua 5.4.8 of PUC-Rio\n";

    private static final String INIT = "LUA_INIT";

    private final LuaState lua;
    private final Console console;
    private final Arguments arguments;
    private final String[] args;
    private final String program;

    Session(LuaState lua, Console console, Arguments arguments, String[] args, String program) {
        this.lua = lua;
        this.console = console;
        this.arguments = arguments;
        this.args = args;
        this.program = program;
    }

    /// Runs everything and returns the exit code.
    int run() {
        boolean scripted = arguments.script() >= 0;
        boolean idle = !scripted && !arguments.executes() && !arguments.version();
        boolean interactive = arguments.interactive() || idle && console.isInteractive();
        Prompt prompt = interactive ? new Prompt(lua, console) : null;
        setArguments();
        if (!arguments.noEnvironment() && !runInit() || !runActions() || scripted && !runScript()) {
            return 1;
        }
        if (prompt != null) {
            if (!arguments.interactive()) {
                console.print(COPYRIGHT);
            }
            prompt.run();
        } else if (idle) {
            // As PUC's, this does not tell by the exit code how it went.
            attempt(Source.file(null));
        }
        return 0;
    }

    /// `arg`: the script at 0, its arguments from 1, what stood before it below; without a script, the program at
    /// 0 and its arguments from 1.
    private void setArguments() {
        LuaTable table = lua.newTable();
        int script = arguments.script() + 1;
        table.set(-script, program);
        for (int i = 0; i < args.length; i++) {
            table.set(i + 1 - script, args[i]);
        }
        lua.setGlobal("arg", table);
    }

    private boolean runInit() {
        String name = INIT + "_5_4";
        String init = lua.host().environment(name);
        if (init == null) {
            name = INIT;
            init = lua.host().environment(name);
        }
        if (init == null) {
            return true;
        }
        return attempt(init.startsWith("@") ? Source.file(init.substring(1)) : Source.text(init, "=" + name));
    }

    private boolean runActions() {
        for (Arguments.Action action : arguments.actions()) {
            boolean fine = switch (action.option()) {
                case 'e' -> attempt(Source.text(action.text(), "=(command line)"));
                case 'l' -> requireLibrary(action.text());
                default -> {
                    lua.call(global("warn"), "@on");
                    yield true;
                }
            };
            if (!fine) {
                return false;
            }
        }
        return true;
    }

    private Object global(String name) {
        Object value = lua.getGlobal(name);
        if (value == null) {
            throw LuaError.of("attempt to call a nil value");
        }
        return value;
    }

    private boolean requireLibrary(String text) {
        int equals = text.indexOf('=');
        // A version suffix is not part of the global's name.
        int end = equals < 0 ? text.indexOf('-') : equals;
        String name = end < 0 ? text : text.substring(0, end);
        String module = text.substring(equals + 1);
        try {
            lua.setGlobal(name, lua.callForPeople(global("require"), module)[0]);
            return true;
        } catch (LuaError e) {
            console.message(e);
            return false;
        }
    }

    private boolean runScript() {
        String name = arguments.readsInput(args) ? null : args[arguments.script()];
        return attempt(Source.file(name), scriptArguments());
    }

    /// What `arg` holds now: options and libraries may have changed it.
    private @Nullable Object[] scriptArguments() {
        if (!(lua.getGlobal("arg") instanceof LuaTable table)) {
            throw LuaError.of("'arg' is not a table");
        }
        @Nullable Object[] values = new Object[(int) table.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = table.get(i + 1);
        }
        return values;
    }

    /// What to run: a file (standard input for a null name), or a text that has a chunk name. A record, not a
    /// lambda: linking one would show at start-up.
    private record Source(@Nullable String file, @Nullable String text, String chunk) {
        static Source file(@Nullable String name) {
            return new Source(name, null, "");
        }

        static Source text(String text, String chunk) {
            return new Source(null, text, chunk);
        }

        FunctionValue load(LuaState lua) {
            return text == null ? lua.loadFile(file) : lua.load(text, chunk);
        }
    }

    /// Loads and calls; an error is shown with its traceback. Whether it went well.
    private boolean attempt(Source source, @Nullable Object... values) {
        try {
            lua.callForPeople(source.load(lua), values);
            return true;
        } catch (LuaError e) {
            console.message(e);
            return false;
        }
    }
}

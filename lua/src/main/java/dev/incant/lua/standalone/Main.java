package dev.incant.lua.standalone;

import dev.incant.lua.LuaError;
import dev.incant.lua.LuaHost;
import dev.incant.lua.LuaOptions;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaStopped;

/// Entry point of `incant lua`.
public final class Main {
    /// What shells report of a program that a signal ended: 128 and the signal's number.
    private static final int INTERRUPTED = 130;

    private static final int BROKEN_PIPE = 141;

    private Main() {}

    /// Runs the interpreter and ends the JVM with its exit code.
    public static void main(String[] args) {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(ending);
        Outside outside = new Outside(LuaHost.system(), Boolean.getBoolean("lua.noenv"), OpenedScript.of(args));
        int code = run(args, outside, System.getProperty("lua.progname", "lua"), ending);
        if (!ending.hasBegun()) {
            // Everything is flushed and closed, and nothing else runs that could be waited for. System.exit would
            // first load the JDK's logging to log the exit, which takes longer than most scripts.
            Runtime.getRuntime().halt(code);
        }
    }

    /// Runs the interpreter on `host`; `program` is how it names itself. Returns the exit code.
    public static int run(String[] args, LuaHost host, String program) {
        return run(args, new Outside(host, false, null), program, new Ending());
    }

    private static int run(String[] args, Outside outside, String program, Ending ending) {
        Console console = new Console(outside, program);
        Arguments arguments = Arguments.parse(args);
        if (arguments.error() != null) {
            console.message(arguments.error());
            console.error(Arguments.USAGE.replace("%s", program));
            return 1;
        }
        if (arguments.version()) {
            console.print(Session.COPYRIGHT);
        }
        outside.hideEnvironment(arguments.noEnvironment());
        LuaState lua = LuaState.open(LuaOptions.full(outside).binaryChunks(true));
        outside.hideEnvironment(false);
        outside.serve(lua);
        ending.serve(lua);
        int code;
        boolean orderly = true;
        try {
            code = new Session(lua, console, arguments, args, program).run();
        } catch (LuaStopped e) {
            boolean asked = e.reason() == LuaStopped.Reason.EXIT;
            orderly = !asked || e.closing();
            code = asked ? e.exitCode() : INTERRUPTED;
            if (!asked && !outside.isUnread() && !ending.hasBegun()) {
                console.message(String.valueOf(e.getMessage()));
            }
        } catch (LuaError e) {
            console.message(e);
            code = 1;
        }
        code = end(lua, orderly, code);
        return outside.isUnread() ? BROKEN_PIPE : code;
    }

    private static int end(LuaState lua, boolean orderly, int code) {
        try {
            if (orderly) {
                lua.close();
            } else {
                lua.abandon();
            }
        } catch (LuaStopped e) {
            // A finalizer's os.exit: it ends the finalizers, too.
            return e.reason() == LuaStopped.Reason.EXIT ? e.exitCode() : code;
        }
        return code;
    }
}

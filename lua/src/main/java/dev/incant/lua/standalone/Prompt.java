package dev.incant.lua.standalone;

import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaChunk;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaState;
import dev.incant.lua.LuaStopped;
import dev.incant.lua.LuaString;
import dev.incant.lua.syntax.Charsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The interactive mode: reads expressions and statements, over several lines where one is unfinished, and
/// shows results.
final class Prompt {
    private static final String CHUNK = "=stdin";

    /// Reads lines as scripts do, since both must take them from one buffer.
    private static final String READER = "local file = io.stdin; local read = file.read; return read, file";

    private final LuaState lua;
    private final Console console;
    private final Interrupts interrupts;
    private final @Nullable Object[] reader;

    /// Opens it; before anything else runs, as scripts may change the libraries.
    Prompt(LuaState lua, Console console) {
        this.lua = lua;
        this.console = console;
        this.interrupts = Interrupts.of(lua);
        this.reader = lua.run(READER);
    }

    /// Reads and runs until the input ends.
    void run() {
        console.named(false);
        LuaString line;
        while ((line = read("_PROMPT", "> ")) != null) {
            FunctionValue chunk = chunk(line);
            if (chunk != null) {
                interrupts.during(() -> runAndShow(chunk));
            }
        }
        console.print("\n");
        console.named(true);
    }

    /// The next line, or null at the end.
    private @Nullable LuaString read(String global, String otherwise) {
        Object prompt = lua.getGlobal(global);
        console.print(prompt == null ? otherwise : text(prompt));
        return lua.call(Objects.requireNonNull(reader[0]), reader[1])[0] instanceof LuaString line ? line : null;
    }

    private String text(Object value) {
        @Nullable Object[] results = lua.call(Objects.requireNonNull(lua.getGlobal("tostring")), value);
        return String.valueOf(results[0]);
    }

    /// Reads on until the text is a whole chunk; null when it is none.
    private @Nullable FunctionValue chunk(LuaString first) {
        // Latin-1 has a char for each byte, whatever they mean.
        String text = latin1(first);
        text = text.startsWith("=") ? "return " + text.substring(1) : text;
        try {
            return load("return " + text + ";");
        } catch (LuaError e) {
            // No expression: then a statement.
        }
        while (true) {
            try {
                return load(text);
            } catch (LuaError e) {
                String message = String.valueOf(e.getMessage());
                LuaString more = message.endsWith("<eof>") ? read("_PROMPT2", ">> ") : null;
                if (more == null) {
                    console.message(e);
                    return null;
                }
                text = text + "\n" + latin1(more);
            }
        }
    }

    private static String latin1(LuaString text) {
        return new String(text.toBytes(), Charsets.LATIN1);
    }

    private FunctionValue load(String latin1) {
        return lua.load(LuaChunk.compile(latin1.getBytes(Charsets.LATIN1), CHUNK));
    }

    private void runAndShow(FunctionValue chunk) {
        try {
            @Nullable Object[] results = lua.callForPeople(chunk);
            if (results.length > 0) {
                show(results);
            }
        } catch (LuaError e) {
            console.message(e);
        } catch (LuaStopped e) {
            if (e.reason() != LuaStopped.Reason.INTERRUPTED) {
                throw e;
            }
            console.message("interrupted!");
        }
    }

    private void show(@Nullable Object[] results) {
        Object print = lua.getGlobal("print");
        try {
            if (print == null) {
                throw LuaError.of("attempt to call a nil value");
            }
            lua.call(print, results);
        } catch (LuaError e) {
            console.message("error calling 'print' (" + e.getMessage() + ")");
        }
    }
}

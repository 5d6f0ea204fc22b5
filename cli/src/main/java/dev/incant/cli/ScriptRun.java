package dev.incant.cli;

import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;
import dev.incant.script.LuaScriptRuntime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs one script for `incant run` and `incant exec`: with the grants of flags, variables and files, and nothing more.
final class ScriptRun {
    private final Invocation invocation;
    private final boolean inputIsCode;

    /// @param inputIsCode whether standard input held the script, so that the script cannot ask it for lines
    ScriptRun(Invocation invocation, boolean inputIsCode) {
        this.invocation = invocation;
        this.inputIsCode = inputIsCode;
    }

    /// Runs the script and prints what it prints and returns; its exit code is 0, errors are thrown.
    int run(String code, String name, List<String> args) {
        Settings settings = invocation.settings();
        Terminal terminal = invocation.terminal();
        Form form = settings.form();
        Map<String, @Nullable Object> reply;
        try (LocalKernel kernel = LocalKernel.ofScripts(invocation, new LuaScriptRuntime())) {
            kernel.connect(Bounds.grants(settings), Bounds.limits(settings));
            ScriptEvents events = new ScriptEvents(terminal, form, kernel.client());
            Message.ExecuteRequest request =
                    new Message.ExecuteRequest(withoutMark(code), name, args, false, false, !inputIsCode, null);
            try {
                reply = kernel.run(request, events);
            } finally {
                events.end();
            }
        }
        print(terminal, form, reply.get("result"));
        return 0;
    }

    private static void print(Terminal terminal, Form form, @Nullable Object result) {
        switch (form) {
            case JSON -> new Report(terminal, form).document(result);
            case JSONL -> new Report(terminal, form).event("result", Values.map("result", result));
            case TEXT -> {
                if (result != null) {
                    TextView.print(terminal, result);
                }
            }
        }
    }

    /// The script without a byte order mark, and with a first line for the shell made empty.
    private static String withoutMark(String code) {
        String text = code.startsWith("\ufeff") ? code.substring(1) : code;
        if (!text.startsWith("#")) {
            return text;
        }
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end);
    }
}

package dev.incant.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that a command sees of the process it runs in, so that a test or a daemon can host one.
///
/// @param in standard input
/// @param out results
/// @param err everything else
/// @param inTerminal whether a person types the input
/// @param variables the environment
/// @param directory absolute; where relative paths start
/// @param interrupts tells of Ctrl-C
record Terminal(
        InputStream in,
        Output out,
        Output err,
        boolean inTerminal,
        Map<String, String> variables,
        Path directory,
        Interrupts interrupts) {

    @Nullable String variable(String name) {
        return variables.get(name);
    }

    /// Whether results may have colours.
    boolean colours() {
        return out.terminal() && colourful();
    }

    /// Whether messages may have colours.
    boolean messageColours() {
        return err.terminal() && colourful();
    }

    private boolean colourful() {
        String off = variables.get("NO_COLOR");
        return (off == null || off.isEmpty()) && !"dumb".equals(variables.get("TERM"));
    }

    /// Columns of the terminal, 80 where nobody says.
    int columns() {
        String columns = variables.get("COLUMNS");
        if (columns != null && !columns.isEmpty() && columns.length() < 5) {
            for (int i = 0; i < columns.length(); i++) {
                if (columns.charAt(i) < '0' || columns.charAt(i) > '9') {
                    return 80;
                }
            }
            return Math.max(20, Integer.parseInt(columns));
        }
        return 80;
    }
}

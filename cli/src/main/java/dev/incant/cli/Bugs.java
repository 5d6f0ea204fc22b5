package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What a person sees of a bug in the command line itself. Loaded only when there is one, as logging takes its time.
final class Bugs {
    private Bugs() {}

    static ToolException error(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return new ToolException(ErrorCode.LIMIT_EXCEEDED, "not enough memory", Map.of(), thrown);
        }
        Logger.getLogger(Bugs.class.getName()).log(Level.SEVERE, "bug in the command line", thrown);
        return new ToolException(
                ErrorCode.INTERNAL, "a bug in Incant: " + thrown, Map.of(Arguments.HELP, "incant doctor"), thrown);
    }
}

package dev.incant.mcp.authorization;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.Collection;

/// Errors of getting in; their messages never hold what is secret.
final class AuthorizationErrors {
    /// A detail of those that a login mends.
    static final String LOGIN = "login_required";

    private static final int SHOWN = 300;

    private AuthorizationErrors() {}

    static ToolException denied(String message) {
        return ToolException.denied(message);
    }

    static ToolException unavailable(String message) {
        return ToolException.unavailable(message);
    }

    /// A server that does not do what OAuth says.
    static ToolException broken(String who, String what) {
        return ToolException.failed(who + " broke OAuth: " + what);
    }

    /// A text from outside on one line of limited length, without what is secret; empty where something secret is in
    /// it.
    static String shown(String text, Collection<String> secrets) {
        for (String secret : secrets) {
            if (!secret.isEmpty() && text.contains(secret)) {
                return "";
            }
        }
        StringBuilder line = new StringBuilder();
        text.strip().codePoints().limit(SHOWN).forEach(c -> {
            int type = Character.getType(c);
            boolean unseen = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
            line.appendCodePoint(unseen ? ' ' : c);
        });
        return line.toString();
    }

    /// Whether a login would mend it.
    static boolean wantsLogin(ToolException error) {
        return error.code() == ErrorCode.DENIED
                && Boolean.TRUE.equals(error.details().get(LOGIN));
    }
}

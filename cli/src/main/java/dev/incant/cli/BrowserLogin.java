package dev.incant.cli;

import dev.incant.mcp.authorization.Person;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Sends the person at the terminal to a page where one logs in: shows it, and opens it in a browser where there is
/// one. Where nobody is at a terminal the page is shown alone.
record BrowserLogin(Terminal terminal) implements Person {
    @Override
    public void visit(URI page, String issuer) {
        terminal.err().line("Log in at " + issuer + " with this page:");
        terminal.err().line("  " + page);
        boolean opened = terminal.inTerminal() && open(page);
        terminal.err()
                .line((opened ? "It should have opened in your browser. " : "") + "Waiting for it; Ctrl-C ends this.");
        terminal.err().flush();
    }

    private boolean open(URI page) {
        String browser = browser();
        if (browser == null) {
            return false;
        }
        try {
            // The page is an argument of its own, and begins with http.
            ProcessBuilder builder = new ProcessBuilder(browser, page.toString())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(terminal.variables());
            builder.start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// The program that opens pages; null where that would be one in this terminal, or none.
    private @Nullable String browser() {
        String chosen = terminal.variable("BROWSER");
        if (chosen != null && !chosen.isBlank() && chosen.indexOf(' ') < 0 && chosen.indexOf(':') < 0) {
            return chosen;
        }
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")) {
            return "open";
        }
        boolean desktop = terminal.variable("DISPLAY") != null || terminal.variable("WAYLAND_DISPLAY") != null;
        return desktop ? "xdg-open" : null;
    }
}

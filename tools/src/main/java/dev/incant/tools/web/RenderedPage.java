package dev.incant.tools.web;

import dev.incant.kernel.capability.Processes;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A page as it is after its scripts have run, by an installed Chromium without window.
///
/// The browser makes its own connections, so the `run` grant is what allows them; it is told to find no other host than
/// that of the page.
final class RenderedPage {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final int MAX_OUTPUT = 64 << 20;

    private RenderedPage() {}

    /// The HTML of the page.
    ///
    /// @param patience how long scripts may take by the page's own clock
    /// @throws ToolException `unavailable` when no Chromium is granted or none is installed
    static byte[] of(URI page, Duration patience, Duration timeout, ToolContext context) {
        List<String> arguments = List.of(
                "--headless=new",
                "--disable-gpu",
                "--disable-extensions",
                "--disable-sync",
                "--disable-background-networking",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE " + page.getHost(),
                "--virtual-time-budget=" + patience.toMillis(),
                "--dump-dom",
                page.toString());
        ToolException refusal = null;
        for (String program : PROGRAMS) {
            try {
                Processes.Outcome outcome = context.processes()
                        .run(new Processes.Command(
                                program, arguments, new byte[0], null, Map.of(), timeout, MAX_OUTPUT));
                return html(page, outcome);
            } catch (ToolException e) {
                if (e.code() != ErrorCode.DENIED && e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
                refusal = refusal == null || e.code() == ErrorCode.NOT_FOUND ? e : refusal;
            }
        }
        throw ToolException.unavailable("render needs an installed Chromium and --allow-run=chromium: "
                + (refusal == null ? "" : refusal.message()));
    }

    private static byte[] html(URI page, Processes.Outcome outcome) {
        if (outcome.timedOut()) {
            throw new ToolException(ErrorCode.TIMEOUT, outcome.executable() + " did not render " + page + " in time");
        }
        if (outcome.exitCode() != 0 || outcome.stdoutBytes() == 0) {
            String told = new String(outcome.stderr(), StandardCharsets.UTF_8).strip();
            throw ToolException.failed(outcome.executable() + " did not render " + page + ": "
                    + told.substring(Math.max(0, told.length() - 500)));
        }
        if (outcome.stdoutBytes() > outcome.stdout().length) {
            throw ToolException.limitExceeded("the rendered page is larger than " + MAX_OUTPUT + " bytes");
        }
        return outcome.stdout();
    }
}

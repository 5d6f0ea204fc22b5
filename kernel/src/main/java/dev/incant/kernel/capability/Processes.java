package dev.incant.kernel.capability;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Programs within the session's `run` grants. Never through a shell; the environment holds only what the call says and
/// `PATH`, `HOME`, `LANG`, `LC_ALL`, `TZ`, `TMPDIR`; the whole tree of processes ends with the call.
public interface Processes {
    /// Runs a program to its end, its timeout or the call's cancellation.
    ///
    /// @throws dev.incant.kernel.error.ToolException `denied` with the flag that would allow it; `not_found` for a
    ///     program or folder that is not there; `failed` when it cannot be started. A timeout is not thrown but
    ///     told in the result.
    Outcome run(Command command);

    /// What to run.
    ///
    /// @param executable a name to be found on the `PATH`, or a path
    /// @param directory where it starts, within the `read` grants; null for the session's folder
    /// @param environment variables added to the clean environment
    /// @param maxOutput bytes kept of each stream; the rest is read and counted, not kept
    record Command(
            String executable,
            List<String> arguments,
            byte[] stdin,
            @Nullable String directory,
            Map<String, String> environment,
            Duration timeout,
            int maxOutput) {
        public Command {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }
    }

    /// How it ended.
    ///
    /// @param executable the real path of what ran
    /// @param exitCode 128 + signal when a signal ended it
    /// @param stdoutBytes bytes written to standard output, kept or not
    /// @param stderrBytes bytes written to standard error, kept or not
    record Outcome(
            String executable,
            int exitCode,
            byte[] stdout,
            byte[] stderr,
            long stdoutBytes,
            long stderrBytes,
            Duration duration,
            boolean timedOut) {}
}

package dev.incant.tools.document.media;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes.Command;
import dev.incant.kernel.capability.Processes.Outcome;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One run of the program ffmpeg over one file. The file is named as `file:` and its real path, so that no name is an
/// option or a URL; ffmpeg is told which format it is and may read no other, so that no list of further files is
/// followed; only the protocols `file` and `pipe` are allowed. It writes into a temporary folder, at most some bytes
/// more than the session's `fileSize`.
///
/// @param path what is read, as the user wrote it
/// @param demuxer ffmpeg's name of its format
/// @param before options of the input
/// @param after options of the output, its format among them
public record Ffmpeg(String path, String demuxer, List<String> before, List<String> after) {
    private static final String PROGRAM = "ffmpeg";
    private static final Duration MARGIN = Duration.ofMillis(250);
    private static final int MOST_WORDS = 16 << 10;
    private static final int PIECE = 64 << 10;

    public Ffmpeg {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /// Runs to the end and returns the path of what was written, which is deleted when the call ends.
    ///
    /// @throws ToolException `unavailable` where ffmpeg is not granted or not installed; `failed` with what it
    ///     said; `limit_exceeded`; `timeout`
    public String run(ToolContext context) {
        String source = context.files().checked(path, Permission.READ).toString();
        String target = context.files().temporaryDirectory().resolve("made").toString();
        long most = context.limits().fileSize();
        List<String> line = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-v", "error"));
        line.addAll(List.of("-max_alloc", "536870912"));
        line.addAll(List.of("-protocol_whitelist", "file,pipe", "-format_whitelist", demuxer, "-f", demuxer));
        line.addAll(before);
        line.addAll(List.of("-i", "file:" + source));
        line.addAll(after);
        line.addAll(List.of("-fs", String.valueOf(most + (1 << 20)), "file:" + target));
        Outcome outcome = started(context, line);
        if (outcome.timedOut()) {
            throw new ToolException(ErrorCode.TIMEOUT, path + ": ffmpeg did not end in time");
        }
        if (outcome.exitCode() != 0) {
            throw ToolException.failed(path + ": ffmpeg cannot do it: " + words(outcome));
        }
        if (!context.files().exists(target) || context.files().info(target).size() == 0) {
            throw ToolException.failed(path + ": ffmpeg found nothing to write" + words(outcome));
        }
        if (context.files().info(target).size() > most) {
            throw ToolException.limitExceeded(path + ": the result is larger than " + most + " bytes");
        }
        return target;
    }

    private static Outcome started(ToolContext context, List<String> line) {
        Duration timeout = context.limits().timeout();
        Duration margin = MARGIN.compareTo(timeout.dividedBy(10)) < 0 ? MARGIN : timeout.dividedBy(10);
        try {
            return context.processes()
                    .run(new Command(PROGRAM, line, new byte[0], null, Map.of(), timeout.minus(margin), MOST_WORDS));
        } catch (ToolException e) {
            if (e.code() == ErrorCode.DENIED || e.code() == ErrorCode.NOT_FOUND) {
                throw new ToolException(
                        ErrorCode.UNAVAILABLE, "this needs the program ffmpeg: " + e.message(), e.details(), e);
            }
            throw e;
        }
    }

    private static String words(Outcome outcome) {
        String said = new String(outcome.stderr(), StandardCharsets.UTF_8).strip();
        String[] lines = said.split("\\R");
        String last = lines[lines.length - 1].strip();
        return last.isEmpty() ? "" : " (" + last + ")";
    }

    /// Gives what was written its place, whole or not at all; returns its size in bytes.
    public static long place(ToolContext context, String made, Files.Replacement target) throws IOException {
        try (InputStream in = context.files().open(made)) {
            byte[] piece = new byte[PIECE];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                context.checkCancelled();
                target.out().write(piece, 0, count);
            }
        }
        return target.commit();
    }
}

package dev.incant.tools.web.mail;

import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection to a mail server: commands out, replies in. A reply has to be whole within the timeout, and has at
/// most 200 lines of 2000 bytes, so neither a slow server nor one that never stops gets far.
final class SmtpLink implements AutoCloseable {
    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 2000;
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int CHUNK = 16_384;

    private final Sockets.Link link;
    private final String host;
    private final Duration timeout;
    private final Secret secrets;
    private final ToolContext context;
    private final byte[] buffer = new byte[4096];
    private int next;
    private int end;
    private Sockets.@Nullable Handshake tls;

    SmtpLink(Sockets.Link link, String host, Duration timeout, Secret secrets, ToolContext context) {
        this.link = link;
        this.host = host;
        this.timeout = timeout;
        this.secrets = secrets;
        this.context = context;
    }

    String remote() {
        return link.remote();
    }

    /// What the TLS handshake showed; null while nothing is encrypted.
    Sockets.@Nullable Handshake tls() {
        return tls;
    }

    /// Goes on with TLS.
    ///
    /// @throws ToolException `failed` also when the server sent more than its answer before:
    ///     that would count as said under TLS (CVE-2011-0411)
    void startTls(boolean verify) {
        if (next < end) {
            throw failed("tls", "sent more than its answer before TLS began; somebody may be in between");
        }
        tls = link.startTls(host, verify, timeout);
    }

    /// Sends a command and reads its reply.
    ///
    /// @param stage names the step in errors
    SmtpReply command(String stage, String line) {
        write(stage, (line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return reply(stage);
    }

    /// Sends bytes as they are.
    void write(String stage, byte[] bytes) {
        try {
            for (int at = 0; at < bytes.length; at += CHUNK) {
                context.checkCancelled();
                link.output().write(bytes, at, Math.min(CHUNK, bytes.length - at));
            }
            link.output().flush();
        } catch (IOException e) {
            throw broken(stage, e);
        }
    }

    /// Takes leave, and waits a little for the answer; what happens now changes nothing.
    void quit() {
        try {
            write("QUIT", "QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            reply("QUIT", timeout.compareTo(FAREWELL) < 0 ? timeout : FAREWELL);
        } catch (ToolException e) {
            // The server is gone already, or does not care for manners.
        }
    }

    /// Reads a reply.
    SmtpReply reply(String stage) {
        return reply(stage, timeout);
    }

    private SmtpReply reply(String stage, Duration within) {
        Instant deadline = context.clock().instant().plus(within);
        List<String> lines = new ArrayList<>();
        int code = 0;
        while (lines.size() < MOST_LINES) {
            String line = line(stage, deadline);
            boolean reply = line.matches("[2-5][0-9][0-9]([ -].*)?");
            int number = reply ? Integer.parseInt(line.substring(0, 3)) : 0;
            if (!reply || code != 0 && number != code) {
                throw failed(stage, "does not speak SMTP; it said: " + secrets.hidden(line));
            }
            code = number;
            lines.add(line.substring(Math.min(4, line.length())));
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return new SmtpReply(code, lines);
            }
        }
        throw failed(stage, "answered with more than " + MOST_LINES + " lines");
    }

    private String line(String stage, Instant deadline) {
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        for (int b = read(stage, deadline); b != '\n'; b = read(stage, deadline)) {
            if (length == LONGEST_LINE) {
                throw failed(stage, "answered with a line of more than " + LONGEST_LINE + " bytes");
            }
            line[length++] = (byte) b;
        }
        int text = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    private int read(String stage, Instant deadline) {
        if (next == end) {
            fill(stage, deadline);
        }
        return buffer[next++];
    }

    private void fill(String stage, Instant deadline) {
        context.checkCancelled();
        Duration left = Duration.between(context.clock().instant(), deadline);
        if (!left.isPositive()) {
            throw late(stage);
        }
        try {
            link.readTimeout(left.plusMillis(1));
            int count = link.input().read(buffer);
            if (count < 0) {
                context.checkCancelled();
                throw failed(stage, "closed the connection").with("reason", "broken");
            }
            next = 0;
            end = count;
        } catch (SocketTimeoutException e) {
            context.checkCancelled();
            throw late(stage);
        } catch (IOException e) {
            throw broken(stage, e);
        }
    }

    private ToolException late(String stage) {
        return new ToolException(ErrorCode.TIMEOUT, host + " does not answer in time, at " + stage)
                .with("stage", stage)
                .with("reason", "timeout");
    }

    private ToolException broken(String stage, IOException failure) {
        context.checkCancelled();
        return failed(stage, "broke off the connection: " + secrets.hidden(String.valueOf(failure.getMessage())))
                .with("reason", "broken");
    }

    /// The server did not do as it should.
    ToolException failed(String stage, String what) {
        return ToolException.failed(host + " " + what + ", at " + stage).with("stage", stage);
    }

    /// What was answered, on one line and without what is secret.
    String shown(SmtpReply reply) {
        return secrets.hidden(reply.text());
    }

    /// The server said no.
    ToolException refused(String stage, SmtpReply reply) {
        return ToolException.failed(host + " refused " + stage + ": " + shown(reply))
                .with("stage", stage)
                .with("code", (long) reply.code())
                .with("reply", shown(reply));
    }

    @Override
    public void close() {
        link.close();
    }
}

package dev.incant.tools.web.socket;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client's end of a WebSocket (RFC 6455) that carries texts, without extensions. Libraries for it start threads
/// and open sockets of their own, past the grants and the end of a call, so it stands here.
///
/// Whatever breaks the protocol is `failed`; more bytes than allowed are `limit_exceeded`; nothing in time is
/// `timeout`. For use by one thread.
public final class WebSocket implements AutoCloseable {
    private static final int MAX_HEAD = 16 << 10;
    private static final int MAX_PIECE = 64 << 10;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final URI uri;
    private final TimedLink link;
    private final ToolContext context;
    private final long most;
    private long received;
    private int closeCode;
    private String closeReason = "";
    private boolean closing;

    private WebSocket(URI uri, TimedLink link, long most, ToolContext context) {
        this.uri = uri;
        this.link = link;
        this.most = most;
        this.context = context;
    }

    /// Opens a connection.
    ///
    /// @param uri with the scheme http or https, which stand for ws and wss
    /// @param headers what to send besides
    /// @param protocol the subprotocol that the server has to speak
    /// @param deadline when nothing is waited for any more
    /// @param most how many bytes all messages may have together
    public static WebSocket open(
            URI uri, List<Http.Header> headers, String protocol, Instant deadline, long most, ToolContext context) {
        byte[] key = new byte[16];
        context.random().nextBytes(key);
        WebSocketOpening opening = new WebSocketOpening(uri, List.copyOf(headers), protocol, key);
        byte[] request = opening.request();
        TimedLink link = TimedLink.connect(opening, deadline, context);
        boolean open = false;
        try {
            link.write(request);
            opening.require(head(uri, link));
            open = true;
            return new WebSocket(uri, link, most, context);
        } finally {
            if (!open) {
                link.close();
            }
        }
    }

    private static String head(URI uri, TimedLink link) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            if (head.length() >= MAX_HEAD) {
                throw ToolException.limitExceeded(
                        "the head of the answer from " + uri + " is longer than " + MAX_HEAD + " bytes");
            }
            head.append((char) link.read());
        }
        return head.toString().strip();
    }

    public void send(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends one whole frame, masked as those of clients are.
    private void frame(int opcode, byte[] payload) {
        byte[] mask = new byte[4];
        context.random().nextBytes(mask);
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        link.write(bytes);
    }

    /// The head of a frame.
    private record Head(boolean last, int opcode, long length) {
        boolean control() {
            return opcode >= CLOSE;
        }
    }

    /// The next message; null when the server has closed the connection, with [#closeCode] and [#closeReason].
    public @Nullable String receive() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean begun = false;
        while (true) {
            context.checkCancelled();
            Head head = frameHead();
            if (head.control()) {
                byte[] payload = payload(head);
                if (head.opcode == CLOSE) {
                    closed(payload);
                    return null;
                }
                if (head.opcode == PING) {
                    frame(PONG, payload);
                }
                continue;
            }
            if (begun != (head.opcode == 0)) {
                throw broken(1002, begun ? "a message begins within another" : "a message goes on that never began");
            }
            if (head.opcode == 2) {
                throw broken(1003, "a message is binary");
            }
            begun = true;
            message.writeBytes(payload(head));
            if (head.last) {
                return text(message.toByteArray());
            }
        }
    }

    private Head frameHead() {
        int first = link.read();
        int second = link.read();
        int opcode = first & 15;
        if ((first & 0x70) != 0) {
            throw broken(1002, "a frame uses an extension");
        }
        if (opcode > 2 && opcode < CLOSE || opcode > PONG) {
            throw broken(1002, "a frame is of the unknown kind " + opcode);
        }
        if ((second & 0x80) != 0) {
            throw broken(1002, "a frame is masked, which only a client's may be");
        }
        int said = second & 127;
        long length = said < 126 ? said : number(said == 126 ? 2 : 8);
        if (length < 0 || said == 126 && length < 126 || said == 127 && length < 1 << 16) {
            throw broken(1002, "the length of a frame is not written as it has to be");
        }
        Head head = new Head((first & 0x80) != 0, opcode, length);
        if (head.control() && (!head.last || length > 125)) {
            throw broken(1002, "a control frame is longer than 125 bytes or in pieces");
        }
        return head;
    }

    private long number(int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | link.read();
        }
        return number;
    }

    private byte[] payload(Head head) {
        if (head.length > most - received) {
            goodbye(1009);
            throw ToolException.limitExceeded("the messages from " + uri + " are larger than " + most + " bytes")
                    .with("limit", most);
        }
        received += head.length;
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        byte[] piece = new byte[(int) Math.min(head.length, MAX_PIECE)];
        for (long left = head.length; left > 0; ) {
            int read = link.read(piece, 0, (int) Math.min(left, piece.length));
            payload.write(piece, 0, read);
            left -= read;
        }
        return payload.toByteArray();
    }

    private String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken(1007, "a message is not in UTF-8");
        }
    }

    private void closed(byte[] payload) {
        if (payload.length == 1) {
            throw broken(1002, "the code that a connection is closed with is cut");
        }
        closeCode = payload.length == 0 ? 1005 : (payload[0] & 255) << 8 | payload[1] & 255;
        if (payload.length > 0 && !mayBeSent(closeCode)) {
            throw broken(1002, "a connection cannot be closed with the code " + closeCode);
        }
        closeReason = payload.length <= 2 ? "" : text(java.util.Arrays.copyOfRange(payload, 2, payload.length));
        goodbye(payload.length == 0 ? 1000 : closeCode);
    }

    private static boolean mayBeSent(int code) {
        return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006) || code >= 3000 && code < 5000;
    }

    /// Why the server closed the connection (section 7.4); 1005 where it did not say, 0 while it is open.
    public int closeCode() {
        return closeCode;
    }

    public String closeReason() {
        return closeReason;
    }

    /// The error for what the server should not have done.
    ///
    /// @param code what to close the connection with
    public ToolException broken(int code, String what) {
        goodbye(code);
        return ToolException.failed(uri + " broke the protocol: " + what);
    }

    private void goodbye(int code) {
        if (!closing) {
            closing = true;
            try {
                frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
            } catch (ToolException e) {
                // A peer that is gone needs no goodbye.
                context.checkCancelled();
            }
        }
    }

    /// Says goodbye and closes the connection, whether or not the server answers.
    @Override
    public void close() {
        try {
            goodbye(1000);
        } finally {
            link.close();
        }
    }
}

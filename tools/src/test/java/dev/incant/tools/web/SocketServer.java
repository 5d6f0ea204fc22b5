package dev.incant.tools.web;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A WebSocket server on a free port of this machine that keeps to RFC 6455, or breaks it as a test wants.
final class SocketServer implements AutoCloseable {
    /// What the server does with one connection.
    @FunctionalInterface
    interface Script {
        void with(Peer peer) throws Exception;
    }

    final List<String> heads = new CopyOnWriteArrayList<>();
    final List<String> received = new CopyOnWriteArrayList<>();
    final CountDownLatch gone = new CountDownLatch(1);
    private final ServerSocket server;
    private final Script script;

    SocketServer(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::serve);
    }

    /// A server that opens the connection, acknowledges it and takes the subscription first.
    static SocketServer subscribed(Script script) throws IOException {
        return new SocketServer(peer -> {
            peer.open();
            peer.receive();
            peer.send("{\"type\":\"connection_ack\"}");
            peer.receive();
            script.with(peer);
        });
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                Peer peer = new Peer(socket);
                script.with(peer);
                // Up to the end, so that nothing sent is lost.
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (Exception e) {
                // The tool went away, as it may.
            } finally {
                gone.countDown();
            }
        }
    }

    String url(String path) {
        return "ws://" + place() + path;
    }

    String place() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    ToolTester tester(Tool tool) {
        return ToolTester.of(tool).granting(Permission.NET, place());
    }

    boolean left() throws InterruptedException {
        return gone.await(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /// One connection as the server sees it.
    final class Peer {
        final InputStream in;
        final OutputStream out;
        String key = "";

        Peer(Socket socket) throws IOException {
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        void head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("no head");
                }
                head.append((char) c);
            }
            heads.add(head.toString());
            key = head.toString().replaceFirst("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
        }

        String accept() throws Exception {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        }

        void open() throws Exception {
            head();
            raw("HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept() + "\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n");
        }

        void raw(String text) throws IOException {
            raw(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        void frame(int first, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(first);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else if (payload.length < 1 << 16) {
                frame.writeBytes(new byte[] {126, (byte) (payload.length >> 8), (byte) payload.length});
            } else {
                frame.write(127);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    frame.write((int) ((long) payload.length >> shift));
                }
            }
            frame.writeBytes(payload);
            raw(frame.toByteArray());
        }

        void send(String text) throws IOException {
            frame(0x81, text.getBytes(StandardCharsets.UTF_8));
        }

        void next(Object data) throws IOException {
            send("{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":" + Json.write(Values.deep(data)) + "}}");
        }

        void close(int code, String reason) throws IOException {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write(code >> 8);
            payload.write(code);
            payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
            frame(0x88, payload.toByteArray());
        }

        /// One frame, which has to be whole and masked: its kind and its payload.
        String receive() throws IOException {
            DataInputStream data = new DataInputStream(in);
            int first = data.readUnsignedByte();
            int second = data.readUnsignedByte();
            if ((first & 0xf0) != 0x80 || (second & 0x80) == 0) {
                throw new IOException("not a whole, masked frame");
            }
            long length = second & 127;
            length = length == 126 ? data.readUnsignedShort() : length == 127 ? data.readLong() : length;
            byte[] mask = data.readNBytes(4);
            byte[] payload = data.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            String text = (first & 15) == 8
                    ? "close " + ((payload[0] & 255) << 8 | payload[1] & 255)
                    : ((first & 15) == 1 ? "" : "kind " + (first & 15) + " ")
                            + new String(payload, StandardCharsets.UTF_8);
            received.add(text);
            return text;
        }
    }
}

package dev.incant.tools.web.mail;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A mail server on loopback that does as the test says: well-behaved unless told otherwise.
final class SmtpScene implements AutoCloseable {
    /// Closes the connection instead of an answer.
    static final String CUT = "cut";
    /// Answers nothing, and keeps the connection.
    static final String SILENT = "silent";
    /// Goes on with one line that never ends.
    static final String ENDLESS_LINE = "endless line";
    /// Goes on with lines that are never the last.
    static final String ENDLESS_LINES = "endless lines";
    /// Says to go on with the message, and does not read it.
    static final String STALL = "stall";
    /// Sends a byte now and then.
    static final String DRIP = "drip";

    final List<String> heard = new CopyOnWriteArrayList<>();
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final ServerSocket server;
    private final @Nullable SSLContext tls;
    private final boolean implicit;

    /// @param tls null for a server without
    /// @param implicit whether TLS is there from the start
    SmtpScene(@Nullable SSLContext tls, boolean implicit) throws IOException {
        this.tls = tls;
        this.implicit = implicit;
        server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        answers.put(
                "EHLO",
                "250-localhost\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN CRAM-MD5\r\n250 HELP");
        Thread.ofVirtual().start(this::serve);
    }

    /// A context with a certificate for `localhost` that nobody trusts.
    static SSLContext untrusted(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("key.p12");
        char[] password = "changeit".toCharArray();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return server.getLocalPort();
    }

    String place() {
        return "127.0.0.1:" + port();
    }

    /// Answers this to a command; to `greeting`, `RCPT` of one address such as `RCPT TO:<a@b>`, or `.` too.
    SmtpScene on(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        talk(socket);
                    } catch (IOException | InterruptedException e) {
                        // The client is gone.
                    } finally {
                        closed.countDown();
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket plain) throws IOException, InterruptedException {
        Socket socket = implicit ? layered(plain) : plain;
        BufferedReader in = reader(socket);
        if (!say(socket, answers.getOrDefault("greeting", "220 localhost ESMTP"))) {
            return;
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            String verb = line.split(" ", 2)[0].toUpperCase(java.util.Locale.ROOT);
            String answer = answers.getOrDefault(line, answers.getOrDefault(verb, usual(verb)));
            if (!say(socket, answer)) {
                return;
            }
            if (verb.equals("STARTTLS") && answer.startsWith("220")) {
                socket = layered(plain);
                in = reader(socket);
            } else if (verb.equals("DATA") && answer.startsWith("354")) {
                for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                    data.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
                if (!say(socket, answers.getOrDefault(".", "250 2.0.0 queued as 17"))) {
                    return;
                }
            } else if (verb.equals("QUIT")) {
                return;
            }
        }
    }

    private static String usual(String verb) {
        return switch (verb) {
            case "DATA" -> "354 go on";
            case "STARTTLS" -> "220 ready";
            case "QUIT" -> "221 bye";
            case "AUTH" -> "235 welcome";
            default -> "250 ok";
        };
    }

    private SSLSocket layered(Socket plain) throws IOException {
        SSLSocket socket =
                (SSLSocket) Objects.requireNonNull(tls).getSocketFactory().createSocket(plain, null, false);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private boolean say(Socket socket, String answer) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        switch (answer) {
            case CUT -> {
                return false;
            }
            case SILENT -> {
                stuck.countDown();
                // Until the client closes the connection.
                return socket.getInputStream().read() >= 0
                        && socket.getInputStream().readAllBytes().length < 0;
            }
            case ENDLESS_LINE, ENDLESS_LINES -> {
                byte[] more = (answer.equals(ENDLESS_LINE) ? "2".repeat(1000) : "220-more and more\r\n".repeat(50))
                        .getBytes(StandardCharsets.UTF_8);
                while (true) {
                    out.write(more);
                }
            }
            case STALL -> {
                out.write("354 go on\r\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                stuck.countDown();
                stop.await();
                return false;
            }
            case DRIP -> {
                while (true) {
                    out.write('2');
                    Thread.sleep(20);
                }
            }
            default -> out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        return true;
    }

    @Override
    public void close() throws IOException {
        stop.countDown();
        server.close();
    }
}

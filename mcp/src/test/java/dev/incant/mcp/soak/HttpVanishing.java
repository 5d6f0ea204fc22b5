package dev.incant.mcp.soak;

import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Clients over HTTP that vanish. They write to sockets themselves, as no client library would do what they do.
final class HttpVanishing {
    private static final Pattern SESSION = Pattern.compile("(?i)mcp-session-id: (\\S+)");
    private static final Pattern EVENT = Pattern.compile("(?m)^id: (\\S+)$");

    private final URI uri;
    private final Work work;
    private final String folder;

    HttpVanishing(URI uri, Work work, String folder) {
        this.uri = uri;
        this.work = work;
        this.folder = folder;
    }

    /// Does one thing, and vanishes.
    ///
    /// @return what it did, for the figures
    String one() throws IOException {
        int kind = work.number(12);
        try {
            return one(kind);
        } catch (IOException e) {
            throw new IOException("http, kind " + kind + ": " + e, e);
        }
    }

    private String one(int kind) throws IOException {
        return switch (kind) {
            case 0 -> {
                modern(work.script(work.quick()), false, true);
                yield "http answered";
            }
            case 1 -> {
                modern(work.search(), false, true);
                yield "http answered";
            }
            case 2, 3 -> {
                modern(work.script(work.slow()), work.chance(50), false);
                yield "http vanished in a call";
            }
            case 4 -> {
                tasks();
                yield "http vanished with a task";
            }
            case 5 -> {
                half();
                yield "http half a request";
            }
            case 6 -> {
                slowReader();
                yield "http stopped reading";
            }
            case 7 -> {
                listen();
                yield "http vanished with a stream";
            }
            case 8 -> {
                garbage();
                yield "http garbage";
            }
            default -> session();
        };
    }

    /// Whether the server still answers.
    String answer() throws IOException {
        modern(work.search(), false, true);
        return "yes";
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        // Longer than a script may take: others of the same session may come first.
        socket.setSoTimeout(90_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String head(String method, int length, String... more) {
        StringBuilder text = new StringBuilder(method)
                .append(" /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/event-stream\r\n");
        for (String each : more) {
            text.append(each).append("\r\n");
        }
        if (method.equals("POST")) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(length)
                    .append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    private static String post(String body, String... more) {
        return head("POST", body.getBytes(StandardCharsets.UTF_8).length, more) + body;
    }

    private static String[] standard(String method, @Nullable String name) {
        return name == null
                ? new String[] {"MCP-Protocol-Version: 2026-07-28", "Mcp-Method: " + method}
                : new String[] {"MCP-Protocol-Version: 2026-07-28", "Mcp-Method: " + method, "Mcp-Name: " + name};
    }

    /// Reads what comes until `enough` is in it, or the end.
    private static String read(Socket socket, String enough) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] bytes = new byte[8192];
        InputStream in = socket.getInputStream();
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
            text.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
            if (text.indexOf(enough) >= 0) {
                break;
            }
        }
        return text.toString();
    }

    private void modern(Map<String, @Nullable Object> call, boolean told, boolean answered) throws IOException {
        try (Socket socket = connect()) {
            String body = work.modern(1L, "tools/call", call, false, told);
            write(socket, post(body, standard("tools/call", String.valueOf(call.get("name")))));
            if (answered) {
                String answer = read(socket, "\"resultType\":\"complete\"");
                if (!answer.contains("\"resultType\":\"complete\"")) {
                    throw new IOException("no answer but " + answer + " to " + body);
                }
            } else if (work.chance(50)) {
                read(socket, ":\n\n");
            }
            vanish(socket);
        }
    }

    /// Closes by a reset now and then, which the other side learns of differently.
    private void vanish(Socket socket) throws IOException {
        if (work.chance(50)) {
            socket.setSoLinger(true, 0);
        }
    }

    private void tasks() throws IOException {
        try (Socket socket = connect()) {
            String body = work.modern(1L, "tools/call", work.script(work.slow()), true, work.chance(50));
            write(socket, post(body, standard("tools/call", "run_script")));
            read(socket, "\"taskId\"");
            vanish(socket);
        }
    }

    private void half() throws IOException {
        try (Socket socket = connect()) {
            String whole =
                    post(work.modern(1L, "tools/call", work.search(), false, false), standard("tools/call", "x"));
            write(socket, whole.substring(0, work.number(whole.length())));
            if (work.chance(30)) {
                // The server has to be the one that gives up.
                socket.setSoTimeout(60_000);
                read(socket, "never");
            }
            vanish(socket);
        }
    }

    private void slowReader() throws IOException {
        try (Socket socket = connect()) {
            socket.setReceiveBufferSize(4096);
            String code = "for i = 1, 60 do display(('x'):rep(50000)) end return 1";
            String body = work.modern(1L, "tools/call", work.script(code), false, false);
            write(socket, post(body, standard("tools/call", "run_script")));
            socket.getInputStream().read();
            Soak.pause(1_000 + work.number(4_000));
            vanish(socket);
        }
    }

    private void listen() throws IOException {
        try (Socket socket = connect()) {
            String body = work.modern(1L, "subscriptions/listen", work.changes(folder), false, false);
            write(socket, post(body, standard("subscriptions/listen", null)));
            read(socket, "acknowledged");
            Soak.pause(work.number(2_000));
            vanish(socket);
        }
    }

    private void garbage() throws IOException {
        try (Socket socket = connect()) {
            write(
                    socket,
                    work.one(List.of(
                            "\0\1\2\3\r\n\r\n",
                            "GET / HTTP/1.1\r\n\r\n",
                            post("{"),
                            post("[]"),
                            post("{}", "Transfer-Encoding: chunked"),
                            post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nothing\"}"))));
            socket.setSoTimeout(1_000);
            try {
                read(socket, "\r\n\r\n");
            } catch (java.net.SocketTimeoutException _) {
                // No answer is one, too.
            }
        }
    }

    /// A client that shakes hands, does some things, and vanishes with or without saying so.
    private String session() throws IOException {
        String id;
        String revision = work.one(List.of("2025-11-25", "2025-06-18"));
        try (Socket socket = connect()) {
            write(socket, post(work.initialize(revision)));
            String answer = read(socket, "protocolVersion");
            Matcher matcher = SESSION.matcher(answer);
            if (!matcher.find()) {
                throw new IOException("no session but " + answer);
            }
            id = "Mcp-Session-Id: " + matcher.group(1);
        }
        ask(id, work.script(work.quick()), "\"result\"");
        if (work.chance(50)) {
            try (Socket socket = connect()) {
                String body =
                        Work.message(3L, "resources/subscribe", Values.map("uri", "file://" + folder + "/seed.txt"));
                write(socket, post(body, id));
                read(socket, "\"id\"");
            }
        }
        if (work.chance(50)) {
            Map<String, @Nullable Object> task = work.script(work.slow());
            task.put("task", Values.map("ttl", 5_000L));
            ask(id, task, "taskId");
        }
        if (work.chance(50)) {
            // A stream of changes that is left open, and perhaps resumed.
            String last = stream(id, null);
            if (work.chance(50) && last != null) {
                stream(id, last);
            }
        }
        switch (work.number(4)) {
            case 0 -> {
                ask(id, work.script(work.slow()), null);
                return "session vanished in a call";
            }
            case 1 -> {
                ask(id, work.script(work.slow()), null);
                delete(id);
                return "session deleted in a call";
            }
            case 2 -> {
                delete(id);
                return "session deleted";
            }
            default -> {
                // Older revisions have no event that comes before the answer.
                if (!revision.equals("2025-11-25")) {
                    return "session left";
                }
                resumed(id);
                return "session resumed a call";
            }
        }
    }

    private void ask(String id, Map<String, @Nullable Object> call, @Nullable String answer) throws IOException {
        try (Socket socket = connect()) {
            write(socket, post(Work.message(2L + work.number(1_000_000), "tools/call", call), id));
            if (answer != null) {
                read(socket, answer);
            }
            vanish(socket);
        }
    }

    private @Nullable String stream(String id, @Nullable String last) throws IOException {
        try (Socket socket = connect()) {
            write(socket, last == null ? head("GET", 0, id) : head("GET", 0, id, "Last-Event-ID: " + last));
            socket.setSoTimeout(500);
            String text = "";
            try {
                text = read(socket, "data: \n\n");
            } catch (java.net.SocketTimeoutException _) {
                // Nothing changed, or the revision is one without a first event.
            }
            Matcher matcher = EVENT.matcher(text);
            vanish(socket);
            return matcher.find() ? matcher.group(1) : null;
        }
    }

    private void resumed(String id) throws IOException {
        String last;
        try (Socket socket = connect()) {
            String code = "local t = os.clock() while os.clock() - t < 1.5 do end return 'late'";
            write(socket, post(Work.message(7L, "tools/call", work.script(code)), id));
            Matcher matcher = EVENT.matcher(read(socket, "data: \n\n"));
            last = matcher.find() ? matcher.group(1) : null;
        }
        if (last != null) {
            try (Socket socket = connect()) {
                write(socket, head("GET", 0, id, "Last-Event-ID: " + last));
                String text = read(socket, "late");
                if (!text.contains("late")) {
                    throw new IOException("the call was not resumed: " + text);
                }
            }
        }
    }

    private void delete(String id) throws IOException {
        try (Socket socket = connect()) {
            write(socket, head("DELETE", 0, id));
            read(socket, "\r\n\r\n");
        }
    }
}

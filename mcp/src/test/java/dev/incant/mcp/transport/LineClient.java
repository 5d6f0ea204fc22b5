package dev.incant.mcp.transport;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A client that talks over two streams of bytes and keeps every line that comes.
public final class LineClient implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final OutputStream to;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    public LineClient(InputStream from, OutputStream to) {
        this.to = to;
        Thread.ofPlatform().daemon().name("line-client").start(() -> read(from));
    }

    private void read(InputStream from) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (this) {
                    lines.add(line);
                    notifyAll();
                }
            }
        } catch (IOException _) {
            // The same as the end.
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    /// Sends a line as it is.
    public void line(String line) throws IOException {
        synchronized (to) {
            to.write(line.concat("\n").getBytes(StandardCharsets.UTF_8));
            to.flush();
        }
    }

    public void notify(String method, Map<String, @Nullable Object> params) throws IOException {
        line(Json.write(Values.map("jsonrpc", "2.0", "method", method, "params", params)));
    }

    public void request(Object id, String method, Map<String, @Nullable Object> params) throws IOException {
        line(Json.write(Values.map("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    }

    /// Sends a request of the modern dialect.
    public void modern(Object id, String method, Map<String, @Nullable Object> params) throws IOException {
        Map<String, @Nullable Object> all = Values.map();
        all.putAll(params);
        Map<String, @Nullable Object> meta = Values.map(
                "io.modelcontextprotocol/protocolVersion",
                "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities",
                Values.map("elicitation", Map.of()));
        if (params.get("_meta") instanceof Map<?, ?> more) {
            more.forEach((key, value) -> meta.put(String.valueOf(key), value));
        }
        all.put("_meta", meta);
        request(id, method, all);
    }

    /// Shakes hands as clients of 2025-11-25 do.
    public Map<?, ?> initialize() throws IOException, InterruptedException {
        request(
                "hello",
                "initialize",
                Values.map(
                        "protocolVersion",
                        "2025-11-25",
                        "capabilities",
                        Values.map("elicitation", Map.of()),
                        "clientInfo",
                        Values.map("name", "line-client", "version", "1")));
        Map<?, ?> answer = answer("hello");
        notify("notifications/initialized", Map.of());
        return answer;
    }

    /// Waits for the first line that fits.
    public Map<?, ?> await(Predicate<Map<?, ?>> fits) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        synchronized (this) {
            int seen = 0;
            while (true) {
                for (; seen < lines.size(); seen++) {
                    if (Json.parse(lines.get(seen)) instanceof Map<?, ?> map && fits.test(map)) {
                        return map;
                    }
                }
                long left = end - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError("nothing fits in " + lines);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }

    /// Waits for the answer to a request.
    public Map<?, ?> answer(Object id) throws InterruptedException {
        return await(map -> id.equals(map.get("id")) && !map.containsKey("method"));
    }

    /// Waits for the end of what the server sends.
    public synchronized void awaitEnd() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (!ended) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("the server goes on");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /// All that came so far.
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// The text of a tool's result.
    public static String text(Map<?, ?> answer) {
        if (answer.get("result") instanceof Map<?, ?> result
                && result.get("content") instanceof List<?> content
                && content.getFirst() instanceof Map<?, ?> first) {
            return String.valueOf(first.get("text"));
        }
        throw new AssertionError("no result in " + answer);
    }

    /// An object within an object.
    public static Map<?, ?> object(Map<?, ?> outer, String name) {
        if (outer.get(name) instanceof Map<?, ?> inner) {
            return inner;
        }
        throw new AssertionError("no " + name + " in " + outer);
    }

    /// The code of an error.
    public static Object code(Map<?, ?> answer) {
        if (answer.get("error") instanceof Map<?, ?> error && error.get("code") != null) {
            return error.get("code");
        }
        throw new AssertionError("no error in " + answer);
    }

    /// Ends the server's input.
    @Override
    public void close() throws IOException {
        to.close();
    }
}

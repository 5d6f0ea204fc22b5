package dev.incant.kernel.example;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Problem;
import dev.incant.kernel.tool.Results;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/// What one example needs, set up: its files in a folder of their own, its server, a clock that stands, and grants for
/// just that. Closing it takes everything away.
public final class ExampleStage implements AutoCloseable {
    /// When all examples run.
    public static final Instant NOW = Instant.parse("2025-01-15T12:00:00Z");

    private static final long SEED = 42;
    private static final String SERVER = "${server}";

    private final Example example;
    private final Path directory;
    private final Host host;
    private final @Nullable HttpServer server;

    private ExampleStage(Example example, Path directory, Host host, @Nullable HttpServer server) {
        this.example = example;
        this.directory = directory;
        this.host = host;
        this.server = server;
    }

    /// Sets up what an example needs.
    public static ExampleStage of(Example example) throws IOException {
        Fixture fixture = example.fixture();
        Path directory = Files.createTempDirectory("incant-example-").toRealPath();
        Host host = new Host(
                Clock.fixed(NOW, ZoneOffset.UTC),
                new Random(SEED),
                withPath(fixture.variables()),
                AddressResolver.SYSTEM);
        ExampleStage stage =
                new ExampleStage(example, directory, host, fixture.routes().isEmpty() ? null : server(fixture));
        try {
            for (Map.Entry<String, byte[]> file : fixture.files().entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } catch (IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
        return stage;
    }

    /// Programs are found on the real `PATH`, whatever variables the example sees.
    private static Map<String, String> withPath(Map<String, String> variables) {
        Map<String, String> all = new LinkedHashMap<>(variables);
        String path = System.getenv("PATH");
        all.putIfAbsent("PATH", path == null ? "/usr/bin:/bin" : path);
        return all;
    }

    /// The server is the HTTP library's: what is on the boot class path, as the kernel is for the command line, does
    /// not see the JDK's.
    private static HttpServer server(Fixture fixture) throws IOException {
        HttpServer server = ServerBootstrap.bootstrap()
                .setLocalAddress(InetAddress.getLoopbackAddress())
                .setHttpProcessor(HttpProcessorBuilder.create()
                        .addAll(new ResponseContent(), new ResponseConnControl())
                        .build())
                .setRequestRouter((_, _) -> (request, response, _) -> answer(fixture, request, response))
                .create();
        server.start();
        return server;
    }

    private static void answer(Fixture fixture, ClassicHttpRequest request, ClassicHttpResponse response)
            throws IOException {
        EntityUtils.consume(request.getEntity());
        Fixture.Answer answer = fixture.routes()
                .getOrDefault(
                        request.getMethod() + " " + request.getRequestUri(),
                        new Fixture.Answer(404, Map.of("Content-Type", "text/plain"), "not here\n"));
        response.setCode(answer.status());
        answer.headers().forEach(response::setHeader);
        // A fixed date, so that results are the same each time.
        response.setHeader("Date", "Wed, 15 Jan 2025 12:00:00 GMT");
        if (!answer.body().isEmpty()) {
            response.setEntity(new ByteArrayEntity(answer.body().getBytes(StandardCharsets.UTF_8), null));
        }
    }

    /// The folder that holds the example's files; relative paths start here.
    public Path directory() {
        return directory;
    }

    /// The machine as the example sees it.
    public Host host() {
        return host;
    }

    /// The arguments, with the server's URL in its place.
    public Map<String, @Nullable Object> params() {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        example.params().forEach((name, value) -> params.put(name, placed(value)));
        return params;
    }

    /// Grants for what the example has, and nothing else.
    public Grants grants() {
        Rules here = Rules.allowing(directory.toString());
        Grants grants = Grants.NONE
                .with(Permission.READ, here)
                .with(Permission.WRITE, here)
                .with(Permission.SYS, Rules.EVERYTHING)
                .with(
                        Permission.RUN,
                        Rules.allowing(example.fixture().programs().toArray(String[]::new)));
        for (String name : example.fixture().variables().keySet()) {
            grants = grants.allow(Permission.ENV, name);
        }
        return server == null ? grants : grants.allow(Permission.NET, authority(server));
    }

    /// Compares a result with what the example and the operation promise.
    ///
    /// @return all differences; empty when it is as promised
    public List<String> differences(Operation operation, @Nullable Object result) {
        List<String> differences = new ArrayList<>();
        for (Problem problem : Results.problems(operation, result)) {
            differences.add("the result " + problem);
        }
        switch (example.expected()) {
            case Example.Expected.Exactly exactly -> {
                Object wanted = placed(exactly.value());
                if (!Values.equal(wanted, result)) {
                    differences.add("expected " + Json.write(wanted) + " but got " + Json.write(result));
                }
            }
            case Example.Expected.Containing containing -> {
                Object wanted = placed(containing.entries());
                if (!contains(result, wanted)) {
                    differences.add("expected at least " + Json.write(wanted) + " but got " + Json.write(result));
                }
            }
            case Example.Expected.Shape _ -> {}
        }
        return differences;
    }

    private static boolean contains(@Nullable Object result, @Nullable Object wanted) {
        if (wanted instanceof Map<?, ?> entries && result instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                if (!map.containsKey(entry.getKey()) || !contains(map.get(entry.getKey()), entry.getValue())) {
                    return false;
                }
            }
            return true;
        }
        return Values.equal(wanted, result);
    }

    private @Nullable Object placed(@Nullable Object value) {
        if (value instanceof String text && server != null) {
            return text.replace(SERVER, "http://" + authority(server));
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> placed = new ArrayList<>();
            list.forEach(item -> placed.add(placed(item)));
            return placed;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> placed = new LinkedHashMap<>();
            map.forEach((name, item) -> placed.put((String) name, placed(item)));
            return placed;
        }
        return Values.of(value);
    }

    private static String authority(HttpServer server) {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close(CloseMode.IMMEDIATE);
        }
        host.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

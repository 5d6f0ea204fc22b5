package dev.incant.kernel.tool;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What has to be there for an [Example]: files in the folder where it runs, variables, a local HTTP server. The clock
/// stands at 2025-01-15T12:00:00Z in UTC and random numbers are the same each time, always.
///
/// @param files content by relative path
/// @param variables environment variables, all that the example can see
/// @param routes what the local server answers, by method and path such as `GET /users`
/// @param programs programs that the example may run; where one is missing, the example is `unavailable`
public record Fixture(
        Map<String, byte[]> files, Map<String, String> variables, Map<String, Answer> routes, List<String> programs) {
    /// What a local server answers.
    public record Answer(int status, Map<String, String> headers, String body) {
        public Answer {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /// Nothing.
    public static final Fixture NONE = new Fixture(Map.of(), Map.of(), Map.of(), List.of());

    public Fixture {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        programs = List.copyOf(programs);
    }

    public static Fixture file(String path, String text) {
        return NONE.andFile(path, text);
    }

    public static Fixture variable(String name, String value) {
        return NONE.andVariable(name, value);
    }

    /// A server that answers one request with 200 and a JSON body.
    public static Fixture json(String methodAndPath, String body) {
        return NONE.andRoute(methodAndPath, new Answer(200, Map.of("Content-Type", "application/json"), body));
    }

    public static Fixture program(String name) {
        return new Fixture(Map.of(), Map.of(), Map.of(), List.of(name));
    }

    public Fixture andFile(String path, String text) {
        return andFile(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public Fixture andFile(String path, byte[] content) {
        Map<String, byte[]> more = new LinkedHashMap<>(files);
        more.put(path, content);
        return new Fixture(more, variables, routes, programs);
    }

    public Fixture andVariable(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(variables);
        more.put(name, value);
        return new Fixture(files, more, routes, programs);
    }

    public Fixture andRoute(String methodAndPath, Answer answer) {
        Map<String, Answer> more = new LinkedHashMap<>(routes);
        more.put(methodAndPath, answer);
        return new Fixture(files, variables, more, programs);
    }
}

package dev.incant.mcp.soak;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What random clients ask for. Some of it ends at once, some only when somebody stops it.
final class Work {
    private final RandomGenerator random;
    /// One of many, as clients without a session share one when they call themselves the same.
    private final Map<String, @Nullable Object> client;
    private final int hanging;

    /// @param hanging the port of a server that accepts and never answers
    Work(RandomGenerator random, int hanging) {
        this.random = random;
        this.hanging = hanging;
        this.client = Values.map("name", "soak-" + random.nextInt(10_000), "version", "1");
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    int number(int below) {
        return random.nextInt(below);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /// A script that ends by itself.
    String quick() {
        return one(List.of(
                "return tools.calculator{expression = '6 * 7'}.result",
                "State.set('k" + number(50) + "', ('x'):rep(" + number(20_000) + "), {scope = 'session'}) return 'set'",
                "return ('x'):rep(" + (9_000 + number(200_000)) + ")",
                "x = (x or 0) + 1 return x",
                "heard = Event.subscribe('**') Event.publish('user.a', 1) return 1",
                "return tools.file_operations.write{path = 'f" + number(20) + ".txt', content = 'hello'}",
                "return tools.file_operations.read{path = 'seed.txt'}",
                "for i = 1, 20 do print(tools.uuid_generator{}) end return 'printed'",
                "return tools.sql_query{query = \"SELECT count(*) FROM 'seed.csv'\"}",
                "error('on purpose')",
                "return tools.calculator{expresion = '1'}"));
    }

    /// A script that goes on until it is stopped, or for long.
    String slow() {
        return one(List.of(
                "while true do end",
                "local t = {} while true do t[#t % 100 + 1] = {} end",
                "return tools.process_executor{executable = 'sleep', arguments = {'" + (300 + number(300)) + "'}}",
                "return tools.http_request{url = 'http://127.0.0.1:" + hanging + "/'}",
                "return tools.file_watcher{path = '.', timeout_ms = 60000}",
                "return Event.receive(Event.subscribe('never'), 60000)",
                "for i = 1, 100000 do progress(i, 100000) print(i) end while true do end",
                "local c = coroutine.wrap(function() while true do coroutine.yield(1) end end) while true do c() end"));
    }

    Map<String, @Nullable Object> script(String code) {
        return Values.map("name", "run_script", "arguments", Values.map("code", code));
    }

    Map<String, @Nullable Object> search() {
        return Values.map(
                "name",
                "search_tools",
                "arguments",
                Values.map("query", one(List.of("read a csv", "resize image", "http get", "add numbers"))));
    }

    static String message(Object id, String method, Map<String, @Nullable Object> params) {
        return Json.write(Values.map("jsonrpc", "2.0", "id", id, "method", method, "params", params));
    }

    static String notification(String method) {
        return Json.write(Values.map("jsonrpc", "2.0", "method", method));
    }

    /// A message of 2026-07-28.
    String modern(Object id, String method, Map<String, @Nullable Object> params, boolean tasks, boolean told) {
        Map<String, @Nullable Object> meta = Values.map(
                "io.modelcontextprotocol/protocolVersion",
                "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities",
                tasks ? Values.map("extensions", Values.map("io.modelcontextprotocol/tasks", Map.of())) : Map.of(),
                "io.modelcontextprotocol/clientInfo",
                client);
        if (told) {
            meta.put("progressToken", 1L);
        }
        Map<String, @Nullable Object> all = Values.map();
        all.putAll(params);
        all.put("_meta", meta);
        return message(id, method, all);
    }

    String initialize(String revision) {
        return message(
                "hello",
                "initialize",
                Values.map("protocolVersion", revision, "capabilities", Map.of(), "clientInfo", client));
    }

    /// The changes that a stream of 2026-07-28 asks for.
    Map<String, @Nullable Object> changes(String folder) {
        return Values.map(
                "notifications",
                Values.map(
                        "toolsListChanged",
                        true,
                        "resourcesListChanged",
                        true,
                        "resourceSubscriptions",
                        Values.list("file://" + folder + "/seed.txt")));
    }
}

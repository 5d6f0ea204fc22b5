package dev.incant.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.audit.AuditLog;
import dev.incant.mcp.protocol.Outlet;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import dev.incant.mcp.rpc.RpcText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person is asked for a grant that a call lacks.
final class AskedGrantsTest {
    private static final Map<String, @Nullable Object> FORMS = Values.map("elicitation", Map.of());
    private static final Map<String, @Nullable Object> ALLOW =
            Values.map("action", "accept", "content", Values.map("decision", "allow for this session"));
    private static final Map<String, @Nullable Object> DENY =
            Values.map("action", "accept", "content", Values.map("decision", "deny"));

    @TempDir
    Path folder;

    private Path file;
    private Path log;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a.txt"), "content of a").toRealPath();
        log = folder.resolve("audit.jsonl");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Served.Asker serve(Grants grants, boolean direct) throws IOException {
        AuditLog audit = AuditLog.open(log, AuditLog.Options.STANDARD, InstantSource.system(), problem -> {});
        open.add(audit);
        Served served = Served.open(
                folder, grants, AgentSettings.STANDARD.audited(audit).asking(true), direct);
        open.add(served);
        return served.client("ann");
    }

    /// A client of 2025-11-25 that answers all questions the same way.
    private static final class Person implements Outlet {
        private final Served.Asker asker;
        private final Map<String, @Nullable Object> answer;
        private final List<String> questions = new ArrayList<>();

        Person(Served.Asker asker, Map<String, @Nullable Object> answer) {
            this.asker = asker;
            this.answer = answer;
            String hello = asker.ask(
                    Outlet.NONE,
                    new RpcMessage.Request(
                            new RpcId.Number(0),
                            "initialize",
                            Values.map(
                                    "protocolVersion",
                                    "2025-11-25",
                                    "capabilities",
                                    FORMS,
                                    "clientInfo",
                                    Values.map("name", "person", "version", "1"))));
            assertThat(hello).contains("2025-11-25");
        }

        @Override
        public void send(RpcMessage message) {
            if (message instanceof RpcMessage.Request request) {
                questions.add(RpcText.write(request));
                asker.client().answered(new RpcMessage.Result(request.id(), answer));
            }
        }

        String call(String tool, Map<String, @Nullable Object> arguments) {
            return asker.ask(
                    this,
                    new RpcMessage.Request(
                            new RpcId.Number(1), "tools/call", Values.map("name", tool, "arguments", arguments)));
        }

        String script(String code) {
            return call("run_script", Values.map("code", code));
        }
    }

    private static final String READ = "tools.file_operations.read{path = 'a.txt'}.content";

    @Test
    void a_script_waits_for_the_answer_and_goes_on() throws Exception {
        Person person = new Person(serve(Grants.NONE, false), ALLOW);
        assertThat(person.script("n = (n or 0) + 1 return {" + READ + ", n}"))
                .contains("content of a", "\\\"content of a\\\",1")
                .doesNotContain("denied");
        assertThat(person.questions)
                .singleElement()
                .asString()
                .contains("elicitation/create", "file_operations.read", file.toString(), "for this session");
        assertThat(person.script("return " + READ)).contains("content of a");
        assertThat(person.questions).hasSize(1);
        // That file alone, and reading alone.
        Files.writeString(folder.resolve("b.txt"), "content of b");
        person.script("return pcall(function() return tools.file_operations.read{path = 'b.txt'} end)");
        person.script("return pcall(function() return tools.file_operations.write{path = 'a.txt', content = ''} end)");
        assertThat(person.questions).hasSize(3);
        assertThat(person.questions.getLast()).contains("to write");
        assertThat(Files.readString(log)).contains("\"ask_grant\"", "\"allowed\"", "--allow-read=" + file);
    }

    @Test
    void what_a_person_denies_is_denied_and_not_asked_for_again() throws Exception {
        Person person = new Person(serve(Grants.NONE, false), DENY);
        assertThat(person.script("return " + READ)).contains("error denied").doesNotContain("content of a");
        assertThat(person.script("return " + READ)).contains("error denied");
        assertThat(person.questions).hasSize(1);
        assertThat(Files.readString(log)).contains("\"ask_grant\"", "\"denied\"");
    }

    @Test
    void what_was_put_away_is_denied_for_now() throws Exception {
        Person person = new Person(serve(Grants.NONE, false), Values.map("action", "cancel"));
        assertThat(person.script("return " + READ)).contains("error denied");
        assertThat(person.script("return " + READ)).contains("error denied");
        assertThat(person.questions).hasSize(2);
        assertThat(Files.readString(log)).contains("\"unanswered\"");
    }

    @Test
    void what_is_denied_by_name_is_never_asked_for() throws Exception {
        Grants grants = Grants.NONE.allow(Permission.READ, folder.toString()).deny(Permission.READ, "a.txt");
        Person person = new Person(serve(grants, false), ALLOW);
        assertThat(person.script("return " + READ)).contains("error denied");
        assertThat(person.questions).isEmpty();
        Person other = new Person(serve(Grants.NONE.deny(Permission.READ, "a.txt"), false), ALLOW);
        Files.createDirectory(folder.resolve("sub"));
        other.script("return tools.file_operations.list_dir{path = 'sub'}");
        assertThat(other.questions).hasSize(1);
        assertThat(other.script("return " + READ)).contains("error denied");
        assertThat(other.questions).hasSize(1);
    }

    @Test
    void the_time_that_a_person_takes_is_not_the_scripts() throws Exception {
        Served.Asker asker = serve(Grants.NONE, false);
        new Person(asker, ALLOW);
        String answer = asker.ask(
                message -> {
                    if (message instanceof RpcMessage.Request request) {
                        Thread.ofVirtual().start(() -> {
                            waitFor(1_500);
                            asker.client().answered(new RpcMessage.Result(request.id(), ALLOW));
                        });
                    }
                },
                new RpcMessage.Request(
                        new RpcId.Number(1),
                        "tools/call",
                        Values.map(
                                "name",
                                "run_script",
                                "arguments",
                                Values.map("code", "return " + READ, "timeout", 1L))));
        assertThat(answer).contains("content of a");
    }

    private static void waitFor(long millis) {
        try {
            new java.util.concurrent.CountDownLatch(1).await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_call_in_direct_mode_is_made_again() throws Exception {
        Person person = new Person(serve(Grants.NONE, true), ALLOW);
        assertThat(person.call("file_operations-read", Values.map("path", "a.txt")))
                .contains("content of a");
        assertThat(person.questions).hasSize(1);
    }

    private static Map<?, ?> result(String answer) {
        return (Map<?, ?>)
                Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(Json.parse(answer))).get("result"));
    }

    private static String modern(
            Served.Asker asker, String code, Map<String, @Nullable Object> capabilities, @Nullable Object... more) {
        Map<String, @Nullable Object> params = Values.map(more);
        params.put("name", "run_script");
        params.put("arguments", Values.map("code", code));
        params.put("_meta", Served.Asker.meta(capabilities));
        return asker.ask(Outlet.NONE, new RpcMessage.Request(new RpcId.Number(1), "tools/call", params));
    }

    @Test
    void a_request_that_stands_alone_comes_again_with_the_answer() throws Exception {
        Served.Asker asker = serve(Grants.NONE, false);
        String code = "return " + READ;
        Map<?, ?> first = result(modern(asker, code, FORMS));
        assertThat(first.get("resultType")).isEqualTo("input_required");
        Map<?, ?> requests = (Map<?, ?>) Objects.requireNonNull(first.get("inputRequests"));
        assertThat(requests.toString()).contains("elicitation/create", file.toString());
        Map<String, @Nullable Object> responses =
                Values.map(String.valueOf(requests.keySet().iterator().next()), ALLOW);
        String second =
                modern(asker, code, FORMS, "inputResponses", responses, "requestState", first.get("requestState"));
        assertThat(second).contains("content of a", "\"resultType\":\"complete\"");
        assertThat(modern(asker, code, FORMS)).contains("content of a");
    }

    @Test
    void a_script_that_changed_something_is_not_run_again() throws Exception {
        Served.Asker asker = serve(Grants.NONE.allow(Permission.WRITE, folder.toString()), false);
        String answer =
                modern(asker, "tools.file_operations.write{path = 'new.txt', content = 'x'} return " + READ, FORMS);
        assertThat(answer).contains("error denied", "\"resultType\":\"complete\"");
    }

    @Test
    void a_client_that_cannot_ask_is_refused_as_ever() throws Exception {
        Served.Asker asker = serve(Grants.NONE, false);
        assertThat(modern(asker, "return " + READ, Map.of())).contains("error denied");
        assertThat(modern(asker, "return " + READ, Values.map("elicitation", Values.map("url", Map.of()))))
                .contains("error denied");
    }

    @Test
    void nobody_is_asked_unless_the_operator_wants_it() {
        Served served = Served.open(folder, Grants.NONE, AgentSettings.STANDARD);
        open.add(served);
        Person person = new Person(served.client("ann"), ALLOW);
        assertThat(person.script("return " + READ)).contains("error denied");
        assertThat(person.questions).isEmpty();
    }

    @Test
    void a_task_of_the_newer_protocol_waits_for_the_answer() throws Exception {
        Served.Asker asker = serve(Grants.NONE, false);
        Map<String, @Nullable Object> capabilities = Values.map(
                "elicitation", Map.of(), "extensions", Values.map("io.modelcontextprotocol/tasks", Map.of()));
        Map<?, ?> task = result(modern(asker, "n = (n or 0) + 1 return {" + READ + ", n}", capabilities));
        assertThat(task.get("resultType")).isEqualTo("task");
        Object id = Objects.requireNonNull(task.get("taskId"));
        Map<String, @Nullable Object> meta = Served.Asker.meta(capabilities);
        Map<?, ?> state = result(asker.ask("tasks/get", "taskId", id, "_meta", meta));
        while (!"input_required".equals(state.get("status"))) {
            Thread.onSpinWait();
            state = result(asker.ask("tasks/get", "taskId", id, "_meta", meta));
        }
        Map<?, ?> requests = (Map<?, ?>) Objects.requireNonNull(state.get("inputRequests"));
        Object key = requests.keySet().iterator().next();
        asker.ask(
                "tasks/update", "taskId", id, "_meta", meta, "inputResponses", Values.map(String.valueOf(key), ALLOW));
        while (!"completed".equals(state.get("status"))) {
            Thread.onSpinWait();
            state = result(asker.ask("tasks/get", "taskId", id, "_meta", meta));
        }
        assertThat(state.toString()).contains("content of a", ", 1]");
    }
}

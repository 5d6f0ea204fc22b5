package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Scripts in a real kernel, through its messages.
@Timeout(60)
class KernelScriptTest {
    private final Kernel kernel = Kernel.start(
            KernelOptions.of(ToolPack.of(new Sums(), new Pages(), new Trial())).withScripts(new LuaScriptRuntime()));
    private final KernelClient client = new KernelClient();
    private final Connection connection =
            kernel.connect(SessionOptions.standard().within(Limits.STRICT), client);
    private final List<Message.Event> events = new CopyOnWriteArrayList<>();

    KernelScriptTest() {
        client.sendTo(connection::send);
    }

    @AfterEach
    void close() {
        connection.close();
        kernel.close();
    }

    private @Nullable Object run(String code) {
        return client.send(Message.ExecuteRequest.of(code, "exec"), events::add)
                .await()
                .get("result");
    }

    @Test
    void a_script_calls_tools_and_gives_its_value() {
        assertThat(run("return Tool.invoke('calculator', {input = '2 + 3'}).result, Tool['web-scraper'].name"))
                .isEqualTo(Values.list(5, "web_scraper"));
        assertThat(run("x = tools.calculator('1 + 1').result")).isNull();
        assertThat(run("x * 2")).isEqualTo(4L);
    }

    @Test
    void what_is_printed_and_logged_comes_as_streams() {
        run("print('out') Log.warn('err')");
        assertThat(events).contains(new Message.Stream("stdout", "out\n"), new Message.Stream("stderr", "warn: err\n"));
    }

    @Test
    void errors_come_with_their_place() {
        ToolException e = catchThrowableOfType(ToolException.class, () -> run("\ntools.trial.fail()"));
        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(e.details()).containsEntry("line", 2L).containsEntry("source", "tools.trial.fail()");
    }

    @Test
    void parallel_calls_run_on_the_kernels_threads() {
        assertThat(run("return Tool.parallel{ {'trial.meet', 1}, {'trial.meet', 2} }"))
                .isEqualTo(Values.list(1, 2));
        ToolException e =
                catchThrowableOfType(ToolException.class, () -> run("Tool.parallel{ {'trial.wait'}, {'trial.fail'} }"));
        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(run("return Tool.map({1, 2}, 2, function(i) return tools.trial.meet(i) end)"))
                .isEqualTo(Values.list(1, 2));
    }

    @Test
    void an_interrupt_stops_a_script_that_waits_for_a_tool() {
        KernelClient.Pending script = client.send(
                Message.ExecuteRequest.of("print('go') while true do pcall(tools.trial.wait) end", "exec"), event -> {
                    if (event instanceof Message.Stream) {
                        connection.send(
                                dev.incant.kernel.message.Envelope.request("i", new Message.InterruptRequest()));
                    }
                });
        assertThat(catchThrowableOfType(ToolException.class, script::await).code())
                .isEqualTo(ErrorCode.CANCELLED);
        assertThat(run("return 1")).isEqualTo(1L);
    }

    @Test
    void a_deadline_stops_a_script() {
        ToolException e = catchThrowableOfType(
                ToolException.class,
                () -> client.send(new Message.ExecuteRequest(
                                "while true do end", "exec", List.of(), false, true, false, 50L))
                        .await());
        assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
    }

    @Test
    void output_beyond_the_limit_ends_the_script() {
        ToolException e = catchThrowableOfType(
                ToolException.class, () -> run("while true do pcall(print, ('x'):rep(10000)) end"));
        assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    }

    @Test
    void a_value_beyond_the_limit_is_refused_but_a_script_may_work_on_one() {
        SessionOptions small = SessionOptions.standard().within(Limits.GENEROUS.withOutput(1000));
        assertThat(run(small, "return #tools.trial.echo(('x'):rep(5000))")).isEqualTo(5000L);
        ToolException e = catchThrowableOfType(ToolException.class, () -> run(small, "return ('x'):rep(1001)"));
        assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(e.message()).contains("1000 bytes");
    }

    @Test
    void a_script_that_waits_for_its_turn_is_cancelled_at_once() {
        KernelClient.Pending first = client.send(Message.ExecuteRequest.of("while true do end", "first"));
        KernelClient.Pending second = client.send(Message.ExecuteRequest.of("ran = true", "second"));
        assertThat(client.ask(new Message.CancelRequest(second.id()))).containsEntry("cancelled", true);
        assertThat(second.isDone()).isTrue();
        assertThat(first.isDone()).isFalse();
        client.ask(new Message.CancelRequest(first.id()));
        assertThat(catchThrowableOfType(ToolException.class, first::await).code())
                .isEqualTo(ErrorCode.CANCELLED);
        assertThat(run("return ran")).isNull();
    }

    @Test
    void a_prompt_is_served() {
        assertThat(client.ask(new Message.CompleteRequest("tools.cal", 9)).get("matches"))
                .isEqualTo(List.of("calculator"));
        assertThat(client.ask(new Message.IsCompleteRequest("if x then")).get("completeness"))
                .isEqualTo("incomplete");
        assertThat(client.ask(new Message.InspectRequest("Tool.list", 9)).get("found"))
                .isEqualTo(true);
    }

    @Test
    void modules_are_read_within_the_sessions_grants(@TempDir Path outside) throws IOException {
        Path folder = Files.createDirectory(outside.resolve("granted"));
        Files.writeString(folder.resolve("lib.lua"), "return {n = 7}");
        Files.writeString(outside.resolve("secret.lua"), "return 'secret'");
        Files.createSymbolicLink(folder.resolve("link.lua"), outside.resolve("secret.lua"));
        SessionOptions options = SessionOptions.standard().in(folder);
        Grants granted = Grants.NONE.allow(Permission.READ, folder.toString());
        assertThat(run(options.granting(granted), "return require('lib').n")).isEqualTo(7L);
        for (SessionOptions each : List.of(options.granting(granted), options)) {
            ToolException e = catchThrowableOfType(
                    ToolException.class,
                    () -> run(each, each.grants().equals(Grants.NONE) ? "require('lib')" : "require('link')"));
            assertThat(e.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(e.message()).contains("--allow-read");
        }
    }

    private @Nullable Object run(SessionOptions options, String code) {
        KernelClient other = new KernelClient();
        try (Connection its = kernel.connect(options, other)) {
            other.sendTo(its::send);
            return other.ask(Message.ExecuteRequest.of(code, "exec")).get("result");
        }
    }
}

package dev.incant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every transport keeps: requests of a client reach the kernel, and each gets exactly one reply. A transport's
/// test class supplies how a client is joined to a kernel.
public interface TransportContract {
    /// A client joined to a kernel; closing it is what a client that vanishes does.
    interface Link extends AutoCloseable {
        KernelClient client();

        @Override
        void close();
    }

    /// Joins a new client to the kernel.
    Link connect(Kernel kernel, SessionOptions session);

    private Kernel kernel() {
        return Kernel.start(KernelOptions.of(ToolPack.of(new Probe())));
    }

    private static ToolException error(KernelClient client, Message.Request request) {
        try {
            Map<String, @Nullable Object> reply = client.ask(request);
            throw new AssertionError("no error but " + reply);
        } catch (ToolException e) {
            return e;
        }
    }

    private static Message.ToolInvoke call(String operation, @Nullable Object... pairs) {
        return new Message.ToolInvoke("probe." + operation, Values.map(pairs), null, false);
    }

    @Test
    default void a_result_beyond_the_limit_is_refused() {
        Limits limits = Limits.GENEROUS.withOutput(1000);
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard().within(limits))) {
            assertThat(link.client().invoke("probe.echo", "value", "x".repeat(1000)))
                    .isEqualTo("x".repeat(1000));
            for (Object large : List.of("x".repeat(1001), new byte[1001], Collections.nCopies(200, 1L))) {
                ToolException refused = error(link.client(), call("echo", "value", large));
                assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
                assertThat(refused.message()).contains("probe.echo", "1000 bytes", "--max-output");
            }
        }
    }

    @Test
    default void values_of_every_kind_come_back_as_they_went() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            Object value = Values.map(
                    "null",
                    null,
                    "long",
                    Long.MIN_VALUE,
                    "double",
                    2.0,
                    "tiny",
                    Double.MIN_VALUE,
                    "nan",
                    Double.NaN,
                    "text",
                    "line\nbreak \u0000 \ud83d\ude00",
                    "bytes",
                    new byte[] {0, (byte) 0xff},
                    "empty list",
                    List.of(),
                    "empty map",
                    Map.of(),
                    "nested",
                    Values.list(1L, Values.list(true, Values.map("$bytes", "no bytes"))));
            Object back = link.client().invoke("probe.echo", "value", value);
            assertThat(Values.equal(value, back)).as("%s", back).isTrue();
        }
    }

    @Test
    default void an_error_comes_back_with_its_code_message_and_details() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            ToolException error = error(link.client(), call("fail", "how", "tool"));
            assertThat(error.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(error.message()).isEqualTo("as told");
            assertThat(error.details()).containsEntry("answer", 42L);
        }
    }

    @Test
    default void whatever_a_tool_throws_costs_its_call_only() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            assertThat(error(client, call("fail", "how", "io")).code()).isEqualTo(ErrorCode.FAILED);
            assertThat(error(client, call("fail", "how", "memory")).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(error(client, call("fail", "how", "stack")).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            for (String bug : List.of("bug", "error", "not_a_value")) {
                ToolException internal = error(client, call("fail", "how", bug));
                assertThat(internal.code()).isEqualTo(ErrorCode.INTERNAL);
                assertThat(internal.message()).doesNotContain("Exception");
                assertThat(internal.details()).containsKey("call");
            }
            assertThat(client.invoke("probe.echo", "value", "alive")).isEqualTo("alive");
        }
    }

    @Test
    default void unknown_names_are_answered_with_the_nearest() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            ToolException tool = error(client, new Message.ToolInvoke("prob.echo", Map.of(), null, false));
            assertThat(tool.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(tool.message()).contains("did you mean 'probe'");
            assertThat(error(client, call("ecco")).message()).contains("did you mean 'echo'");
            assertThat(error(client, call("echo", "valeu", 1)).message())
                    .contains("valeu: is unknown; did you mean 'value'?", "value: is missing");
            assertThat(error(client, new Message.ToolInvoke("probe", Map.of(), null, false))
                            .message())
                    .contains("name an operation");
            assertThat(error(client, new Message.ToolInfo("nothing")).code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(error(client, new Message.Unknown("party_request")).message())
                    .contains("party_request");
        }
    }

    @Test
    default void habits_of_the_reference_system_mean_the_same() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            Map<String, @Nullable Object> params = Values.map("operation", "echo", "options", Values.map("value", "v"));
            assertThat(link.client().invoke("probe", params)).isEqualTo("v");
            assertThat(link.client().invoke("probe-tool", params)).isEqualTo("v");
        }
    }

    @Test
    default void a_call_that_takes_too_long_is_answered_timeout() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            for (String operation : List.of("wait", "spin")) {
                ToolException error = error(client, new Message.ToolInvoke("probe." + operation, Map.of(), 30L, false));
                assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(error.details()).containsEntry("timeout_ms", 30L);
            }
            Map<String, @Nullable Object> deaf = Values.map("deaf", true);
            assertThat(error(client, new Message.ToolInvoke("probe.wait", deaf, 30L, false))
                            .code())
                    .isEqualTo(ErrorCode.TIMEOUT);
            assertThat(error(client, new Message.ToolInvoke("probe.echo", Values.map("value", 1), -1L, false))
                            .message())
                    .contains("timeout_ms");
        }
    }

    @Test
    default void a_call_that_is_cancelled_is_answered_cancelled() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            for (String operation : List.of("wait", "spin")) {
                KernelClient.Pending pending = client.send(call(operation));
                assertThat(client.ask(new Message.CancelRequest(pending.id()))).containsEntry("cancelled", true);
                assertThatThrownBy(pending::await)
                        .isInstanceOfSatisfying(
                                ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            }
            assertThat(client.ask(new Message.CancelRequest("no such request"))).containsEntry("cancelled", false);
        }
    }

    @Test
    default void calls_run_at_once_and_control_overtakes_them() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            List<KernelClient.Pending> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(client.send(call("wait")));
            }
            assertThat(client.invoke("probe.echo", "value", 1L)).isEqualTo(1L);
            waiting.forEach(pending -> client.ask(new Message.CancelRequest(pending.id())));
            waiting.forEach(pending -> assertThatThrownBy(pending::await).isInstanceOf(ToolException.class));
        }
    }

    @Test
    default void more_calls_than_the_session_may_have_are_refused_not_dropped() {
        SessionOptions two = SessionOptions.standard().within(Limits.GENEROUS.withCalls(2));
        try (Kernel kernel = kernel();
                Link link = connect(kernel, two)) {
            KernelClient client = link.client();
            KernelClient.Pending first = client.send(call("wait"));
            KernelClient.Pending second = client.send(call("wait"));
            assertThat(error(client, call("echo", "value", 1)).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            for (KernelClient.Pending pending : List.of(first, second)) {
                client.ask(new Message.CancelRequest(pending.id()));
                assertThatThrownBy(pending::await).isInstanceOf(ToolException.class);
            }
            assertThat(client.invoke("probe.echo", "value", 1L)).isEqualTo(1L);
        }
    }

    @Test
    default void progress_comes_before_the_reply_when_asked_for() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            KernelClient.Pending pending = link.client()
                    .send(new Message.ToolInvoke("probe.report", Map.of(), null, true), event -> {
                        if (event instanceof Message.Progress progress) {
                            heard.add(progress.done() + "/" + progress.total() + " " + progress.text());
                        }
                    });
            assertThat(pending.await()).containsEntry("result", 3L);
            assertThat(heard).containsExactly("1/3 step 1", "2/3 step 2", "3/3 step 3");
        }
    }

    @Test
    default void a_tool_calls_another_within_bounds() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            assertThat(client.invoke("probe.relay", "tool", "probe.echo", "params", Values.map("value", "deep")))
                    .isEqualTo("deep");
            Map<String, @Nullable Object> params = Values.map("tool", "probe.echo", "params", Values.map("value", 0));
            for (int i = 0; i < 20; i++) {
                params = Values.map("tool", "probe.relay", "params", params);
            }
            ToolException error = error(client, new Message.ToolInvoke("probe.relay", params, null, false));
            assertThat(error.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        }
    }

    @Test
    default void questions_about_tools_are_answered() {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            assertThat(client.ask(new Message.ToolList(null))).containsEntry("count", 1L);
            assertThat(client.ask(new Message.ToolList("UTILITY"))).containsEntry("count", 1L);
            assertThat(client.ask(new Message.ToolList("media"))).containsEntry("count", 0L);
            assertThat(error(client, new Message.ToolList("utilty")).message()).contains("did you mean 'utility'");
            assertThat(client.ask(new Message.ToolInfo("probe")))
                    .containsEntry("name", "probe")
                    .containsKey("operations");
            assertThat(client.ask(new Message.ToolSearch("fail in a way", null, 5))
                            .toString())
                    .contains("probe");
            assertThat(client.ask(new Message.KernelInfoRequest()))
                    .containsEntry("implementation", "incant")
                    .containsKey("limits");
            assertThat(error(
                                    client,
                                    new Message.ExecuteRequest("return 1", "test", List.of(), false, true, false, null))
                            .code())
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    default void events_reach_those_who_subscribed() throws Exception {
        try (Kernel kernel = kernel();
                Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            CompletableFuture<Message.Published> heard = new CompletableFuture<>();
            String subscription = String.valueOf(client.send(new Message.SubscribeRequest("tool.*", 10), event -> {
                        if (event instanceof Message.Published published) {
                            heard.complete(published);
                        }
                    })
                    .await()
                    .get("subscription"));
            client.invoke("probe.echo", "value", 1L);
            Message.Published event = heard.get(10, TimeUnit.SECONDS);
            assertThat(event.topic()).isEqualTo("tool.completed");
            assertThat(event.subscription()).isEqualTo(subscription);
            client.ask(new Message.UnsubscribeRequest(subscription));
            assertThat(error(client, new Message.UnsubscribeRequest(subscription))
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    default void a_client_that_vanishes_takes_its_work_with_it() throws Exception {
        try (Kernel kernel = kernel();
                Link other = connect(kernel, SessionOptions.standard())) {
            CountDownLatch failed = new CountDownLatch(1);
            String subscription = String.valueOf(other.client()
                    .send(new Message.SubscribeRequest("tool.failed", 10), event -> failed.countDown())
                    .await()
                    .get("subscription"));
            Link link = connect(kernel, SessionOptions.standard());
            link.client().send(call("wait"));
            // The call is known to the kernel when a later request has been answered.
            link.client().ask(new Message.KernelInfoRequest());
            link.close();
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            other.client().ask(new Message.UnsubscribeRequest(subscription));
        }
    }

    @Test
    default void a_shutdown_answers_what_runs_and_ends_the_kernel() throws Exception {
        Kernel kernel = kernel();
        try (Link link = connect(kernel, SessionOptions.standard())) {
            KernelClient client = link.client();
            KernelClient.Pending pending = client.send(call("wait"));
            client.ask(new Message.ShutdownRequest());
            assertThatThrownBy(pending::await).isInstanceOf(ToolException.class);
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
                try {
                    kernel.awaitEnd();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            end.get(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Test
    default void the_examples_of_a_tool_are_run_and_reported_each() {
        try (Kernel kernel = Kernel.start(KernelOptions.of(ToolPack.of(new Probe(), new WrongExample())));
                Link link = connect(kernel, SessionOptions.standard())) {
            Map<String, @Nullable Object> report = link.client().ask(new Message.ToolTest("wrong_example"));
            assertThat(report).containsEntry("passed", 1L).containsEntry("failed", 1L);
            assertThat(report.toString()).contains("expected 2 but got 1");
        }
    }
}

package dev.incant.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.tool.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The closed sets that are told apart by chains of `instanceof` instead of a switch: what javac would check there is
/// checked here.
@Timeout(60)
final class RequestsTest {
    private static final List<Message.Request> REQUESTS = List.of(
            new Message.KernelInfoRequest(),
            new Message.ToolList(null),
            new Message.ToolInfo("nothing"),
            new Message.ToolInvoke("nothing", Map.of(), null, false),
            new Message.ToolSearch("nothing", null, 5),
            new Message.ToolTest("nothing"),
            Message.ExecuteRequest.of("return 1", "test"),
            new Message.CompleteRequest("to", 2),
            new Message.InspectRequest("Tool", 2),
            new Message.IsCompleteRequest("return"),
            new Message.HistoryRequest(1),
            new Message.CancelRequest("r1"),
            new Message.InterruptRequest(),
            new Message.SubscribeRequest("*", 1),
            new Message.UnsubscribeRequest("nothing"),
            new Message.Unknown("dance_request"),
            new Message.ShutdownRequest());

    private static List<Class<?>> kinds(Class<?> sealed) {
        List<Class<?>> kinds = new ArrayList<>();
        for (Class<?> each : sealed.getPermittedSubclasses()) {
            if (each.isSealed()) {
                kinds.addAll(kinds(each));
            } else {
                kinds.add(each);
            }
        }
        return kinds;
    }

    @Test
    void every_kind_of_request_is_answered() {
        assertThat(kinds(Message.Request.class)).hasSizeGreaterThan(15);
        assertThat(REQUESTS.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(kinds(Message.Request.class));
        try (Kernel kernel = Kernel.start(KernelOptions.of())) {
            KernelClient client = new KernelClient();
            kernel.connect(SessionOptions.standard(), client);
            for (Message.Request request : REQUESTS) {
                ToolException error = catchThrowableOfType(ToolException.class, () -> client.ask(request));
                assertThat(error == null ? null : error.code())
                        .as("%s: %s", request.type(), error)
                        .isNotEqualTo(ErrorCode.INTERNAL);
            }
        }
    }

    @Test
    void every_kind_of_expectation_is_shown() {
        List<Example.Expected> expectations = List.of(
                new Example.Expected.Exactly(1L),
                new Example.Expected.Containing(Map.of("a", 1L)),
                new Example.Expected.Shape("it is random"));
        assertThat(expectations.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(kinds(Example.Expected.class));
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        expectations.forEach(each -> ToolAnswers.expected(each, shown));
        assertThat(shown).containsOnlyKeys("result", "result_contains", "result_differs");
    }
}

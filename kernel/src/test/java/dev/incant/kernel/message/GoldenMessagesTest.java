package dev.incant.kernel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The JSON of every message, as `messages/*.json` has it: what other programs rely on does not change unnoticed. A new
/// message needs a sample here and a file there.
final class GoldenMessagesTest {
    private static final List<Message> SAMPLES = List.of(
            new Message.KernelInfoRequest(),
            new Message.ToolList("data"),
            new Message.ToolInfo("calculator"),
            new Message.ToolInvoke("file_operations.read", Values.map("path", "a.txt", "limit", 3), 5_000L, true),
            new Message.ToolSearch("add numbers", null, 5),
            new Message.ToolTest("calculator"),
            new Message.ExecuteRequest("return ...", "report.lua", List.of("a", "b"), true, false, true, 60_000L),
            new Message.CompleteRequest("tools.ca", 8),
            new Message.InspectRequest("Tool.list()", 6),
            new Message.IsCompleteRequest("if true then"),
            new Message.HistoryRequest(20),
            new Message.CancelRequest("r7"),
            new Message.InterruptRequest(),
            new Message.ShutdownRequest(),
            new Message.SubscribeRequest("tool.*", 50),
            new Message.UnsubscribeRequest("s1"),
            new Message.InputReply("yes"),
            new Message.Unknown("dance_request"),
            new Message.Done("tool_reply", Values.map("result", Values.list(1, 2.5, "x", null, new byte[] {1, 2}))),
            new Message.Failed(
                    "tool_reply", ToolException.notFound("no such file").with("path", "a.txt")),
            new Message.Stream("stdout", "hello\n"),
            new Message.DisplayData(Values.map("text/plain", "a table", "image/png", new byte[] {3, 4})),
            new Message.ExecuteResult(3_000_000_000L, Values.map("total", 12.5)),
            new Message.ErrorEvent(ToolException.failed("it did not work")),
            new Message.Status("busy"),
            new Message.Progress(5_000_000_000L, 10_000_000_000L, "bytes"),
            new Message.Published("s1", "tool.completed", Values.map("tool", "calculator"), 4_000_000_000L),
            new Message.InputRequest("Name? "));

    private static List<Class<?>> types(Class<?> sealed) {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> each : sealed.getPermittedSubclasses()) {
            if (each.isSealed()) {
                types.addAll(types(each));
            } else {
                types.add(each);
            }
        }
        return types;
    }

    @Test
    void every_message_has_a_sample() {
        assertThat(types(Message.class)).hasSizeGreaterThan(20);
        assertThat(SAMPLES).extracting(Message::getClass).containsExactlyInAnyOrderElementsOf(asMessages());
    }

    private static List<Class<? extends Message>> asMessages() {
        List<Class<? extends Message>> classes = new ArrayList<>();
        types(Message.class).forEach(type -> classes.add(type.asSubclass(Message.class)));
        return classes;
    }

    private static Envelope envelope(Message message) {
        String parent = message instanceof Message.Request ? null : "r1";
        return new Envelope("m1", "work", parent, Envelope.VERSION, message);
    }

    /// `ToolInvoke` is `tool_invoke.json`.
    private static String name(Message message) {
        String name = message.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1");
        return name.toLowerCase(Locale.ROOT) + ".json";
    }

    private static String golden(Message message) throws IOException {
        try (var in = GoldenMessagesTest.class.getResourceAsStream("/messages/" + name(message))) {
            assertThat(in).as("src/test/resources/messages/%s", name(message)).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @TestFactory
    Stream<DynamicTest> is_written_as_its_file_says() {
        return SAMPLES.stream()
                .map(message -> DynamicTest.dynamicTest(
                        name(message),
                        () -> assertThat(Json.pretty(MessageJson.toMap(envelope(message))) + "\n")
                                .isEqualTo(golden(message))));
    }

    @TestFactory
    Stream<DynamicTest> is_read_from_its_file() {
        return SAMPLES.stream()
                .map(message -> DynamicTest.dynamicTest(name(message), () -> {
                    Envelope read = MessageJson.read(golden(message));
                    assertThat(read.content()).hasSameClassAs(message);
                    assertThat(MessageJson.write(read)).isEqualTo(MessageJson.write(envelope(message)));
                }));
    }

    @TestFactory
    Stream<DynamicTest> fields_that_are_not_known_are_ignored() {
        return SAMPLES.stream()
                .filter(message -> !(message instanceof Message.Done))
                .map(message -> DynamicTest.dynamicTest(name(message), () -> {
                    Map<String, @Nullable Object> more = MessageJson.toMap(envelope(message));
                    Map<String, @Nullable Object> content = Values.map("from_the_future", Values.list(1));
                    if (more.get("content") instanceof Map<?, ?> known) {
                        known.forEach((field, value) -> content.put((String) field, value));
                    }
                    more.put("content", content);
                    more.put("also_new", Values.map("a", 1));
                    assertThat(MessageJson.write(MessageJson.read(Json.write(more))))
                            .isEqualTo(MessageJson.write(envelope(message)));
                }));
    }

    @Test
    void a_number_that_fits_no_count_is_refused() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(MessageJson.toMap(envelope(SAMPLES.get(7))));
        map.put("content", Values.map("code", "x", "cursor_pos", 1L << 40));
        assertThatThrownBy(() -> MessageJson.read(Json.write(map)))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("cursor_pos");
    }
}

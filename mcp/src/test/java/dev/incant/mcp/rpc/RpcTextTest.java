package dev.incant.mcp.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.value.Values;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RpcTextTest {
    private static RpcMessage.Failure refused(String text) {
        return catchThrowableOfType(RpcException.class, () -> RpcText.read(text))
                .answer();
    }

    @Test
    void reads_each_kind_of_message() {
        assertThat(RpcText.read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .isEqualTo(new RpcMessage.Request(new RpcId.Number(1), "ping", Map.of()));
        assertThat(RpcText.read("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":[1]}}"))
                .isEqualTo(new RpcMessage.Notification("x", Values.map("a", Values.list(1L))));
        assertThat(RpcText.read("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"b\":null}}"))
                .isEqualTo(new RpcMessage.Result(new RpcId.Text("a"), Values.map("b", null)));
        assertThat(RpcText.read("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-1,\"message\":\"no\"}}"))
                .isEqualTo(new RpcMessage.Failure(new RpcId.Number(2), new RpcError(-1, "no")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | -32700 | not JSON",
                "nonsense | -32700 | not JSON",
                "7 | -32600 | must be a JSON object",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | -32600 | batches",
                "[] | -32600 | batches",
                "{\"id\":1,\"method\":\"ping\"} | -32600 | jsonrpc",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} | -32600 | jsonrpc",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600 | not null",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600 | integer",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7} | -32600 | method",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]} | -32600 | params must be an object",
                "{\"jsonrpc\":\"2.0\",\"id\":1} | -32600 | needs a method",
            })
    void refuses_what_is_no_message(String text, int code, String words) {
        assertThat(refused(text).error().code()).isEqualTo(code);
        assertThat(refused(text).error().message()).contains(words);
    }

    @Test
    void tells_the_id_of_a_broken_request_when_it_has_one() {
        assertThat(refused("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":7}").id()).isEqualTo(new RpcId.Number(5));
        assertThat(refused("{").id()).isNull();
        assertThat(RpcText.write(refused("{"))).doesNotContain("\"id\"");
    }

    @Test
    void a_message_is_one_line_whatever_it_says() {
        String line = RpcText.write(new RpcMessage.Notification("x", Values.map("text", "a\nb\r\nc\u2028")));
        assertThat(line).doesNotContain("\n").doesNotContain("\r");
    }

    @Property
    void what_is_written_is_read(@ForAll("messages") RpcMessage message) {
        assertThat(RpcText.read(RpcText.write(message))).isEqualTo(message);
    }

    @Provide
    Arbitrary<RpcMessage> messages() {
        Arbitrary<RpcId> ids = Arbitraries.oneOf(
                Arbitraries.strings().map(RpcId.Text::new), Arbitraries.longs().map(RpcId.Number::new));
        Arbitrary<Map<String, @Nullable Object>> params = Arbitraries.maps(
                        Arbitraries.strings().alpha().ofMinLength(1), Arbitraries.strings())
                .ofMaxSize(4)
                .map(map -> {
                    Map<String, @Nullable Object> plain = Values.map();
                    plain.putAll(map);
                    return plain;
                });
        Arbitrary<String> methods = Arbitraries.strings().ofMinLength(1);
        return Arbitraries.oneOf(
                Combinators.combine(ids, methods, params).as(RpcMessage.Request::new),
                Combinators.combine(methods, params).as(RpcMessage.Notification::new),
                Combinators.combine(ids, params).as(RpcMessage.Result::new),
                Combinators.combine(ids, Arbitraries.integers(), methods)
                        .as((id, code, text) -> new RpcMessage.Failure(id, new RpcError(code, text))));
    }
}

package dev.incant.benchmarks.direct;

import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.Message;
import dev.incant.kernel.value.Values;

/// The message that the codec is measured with: a small call.
final class Codec {
    static final Envelope CALL = Envelope.request(
            "c-17",
            new Message.ToolInvoke("calculator", Values.map("expression", "(10 + 5) * 3 - 8 / 2"), 1000L, false));

    static final String LINE =
            "{\"id\":\"c-17\",\"type\":\"tool_request\",\"session\":\"\",\"version\":1,\"content\":{\"command\":\"invoke\","
                    + "\"tool\":\"calculator\",\"params\":{\"expression\":\"(10 + 5) * 3 - 8 / 2\"},\"timeout_ms\":1000,"
                    + "\"progress\":false}}";

    private Codec() {}
}

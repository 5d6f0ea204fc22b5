package dev.incant.benchmarks.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentResult;
import dev.incant.mcp.agent.AgentTool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts tokens with o200k_base, the encoding of GPT-4o and its successors. Other models split text a little
/// differently; what is compared here are shares.
final class Tokens {
    private static final Encoding O200K = Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private Tokens() {}

    static int of(String text) {
        return O200K.countTokensOrdinary(text);
    }

    /// Of a value as JSON.
    static int of(@Nullable Object value) {
        return of(Json.write(value));
    }

    /// Of definitions as a model is given them: name, description, input schema.
    static int of(List<AgentTool> tools) {
        int tokens = 0;
        for (AgentTool tool : tools) {
            tokens += of(Values.map(
                    "name", tool.name(), "description", tool.description(), "inputSchema", tool.inputSchema()));
        }
        return tokens;
    }

    /// Of the text that a result gives to the model.
    static int of(AgentResult result) {
        int tokens = 0;
        for (AgentResult.Part part : result.content()) {
            tokens += part instanceof AgentResult.Text text ? of(text.text()) : 0;
        }
        return tokens;
    }
}

package dev.incant.mcp.server;

import dev.incant.kernel.capability.MissingGrant;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentQuestions;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.InputRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks a person for a grant by elicitation, within the request of an agent that needs it.
record GrantQuestions(Exchange exchange) implements AgentQuestions {
    private static final String ALLOW = "allow for this session";
    private static final String DENY = "deny";

    /// What is longer cannot be shown as a whole, and nobody should allow what they do not see.
    private static final int LONGEST = 200;

    @Override
    public boolean possible() {
        return exchange.sender().fillsForms();
    }

    @Override
    public boolean waits() {
        return exchange.waits();
    }

    @Override
    public Decision allow(String tool, MissingGrant missing) {
        String what = missing.what();
        if (what.length() > LONGEST || what.chars().anyMatch(each -> Character.isISOControl(each) || !shows(each))) {
            return Decision.NONE;
        }
        Map<String, @Nullable Object> decision =
                Values.map("type", "string", "title", "Decision", "enum", Values.list(ALLOW, DENY));
        InputRequest question = InputRequest.elicit(
                "The agent's call of " + tool + " needs " + words(missing)
                        + ", which it was not given. Allow it for this session?",
                Values.map(
                        "type",
                        "object",
                        "properties",
                        Values.map("decision", decision),
                        "required",
                        Values.list("decision")));
        String name = "grant " + missing.flag();
        if (exchange.waits()) {
            exchange.detach();
        }
        try {
            return decision(exchange.ask(Map.of(name, question)).getOrDefault(name, Map.of()));
        } catch (ToolException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            // The client refused to ask.
            return Decision.NONE;
        }
    }

    /// No character that turns or hides what stands around it.
    private static boolean shows(int each) {
        return Character.getType(each) != Character.FORMAT;
    }

    private static String words(MissingGrant missing) {
        String what = missing.what().isEmpty() ? "anything" : "\"" + missing.what() + "\"";
        return switch (missing.permission()) {
            case READ -> "to read " + what;
            case WRITE -> "to write " + what;
            case NET -> "to connect to " + what;
            case RUN -> "to run the program " + what;
            case ENV -> "to read the variable " + what;
            case SYS -> "to read facts about the machine";
            case MCP -> "to call the tools of the MCP server " + what;
        };
    }

    private static Decision decision(Map<String, @Nullable Object> answer) {
        Object action = answer.get("action");
        if ("decline".equals(action)) {
            return Decision.DENY;
        }
        if ("accept".equals(action) && answer.get("content") instanceof Map<?, ?> content) {
            if (ALLOW.equals(content.get("decision"))) {
                return Decision.ALLOW;
            }
            if (DENY.equals(content.get("decision"))) {
                return Decision.DENY;
            }
        }
        return Decision.NONE;
    }
}

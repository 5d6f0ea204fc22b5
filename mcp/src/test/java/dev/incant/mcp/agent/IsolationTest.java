package dev.incant.mcp.agent;

import static dev.incant.mcp.agent.Agents.run;
import static dev.incant.mcp.agent.Agents.structured;
import static dev.incant.mcp.agent.Agents.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Two clients of one kernel.
final class IsolationTest {
    private static final Kernel KERNEL = Agents.kernel();

    @AfterAll
    static void close() {
        KERNEL.close();
    }

    private static AgentTools open() {
        return CatalogueTools.open(KERNEL, Agents.strict(), AgentSettings.STANDARD);
    }

    @Test
    void neither_sees_what_the_other_keeps() {
        try (AgentTools first = open();
                AgentTools second = open()) {
            run(first, """
                    secret = 'global'
                    State.set('secret', 1)
                    State.set('secret', 1, {scope = 'session'})
                    State.set('secret', 1, {scope = 'team'})
                    string.secret = 1
                    """);
            AgentResult large = run(first, "return ('x'):rep(20000)");
            assertThat(text(large)).contains("result_1");
            assertThat(structured(run(first, "return State.keys('', {scope = 'session'})")))
                    .containsEntry("result", List.of("result_1", "secret"));
            AgentResult seen = run(second, """
                    local found = {}
                    for _, scope in ipairs{'global', 'session', 'session:', 'team'} do
                      for _, key in ipairs(State.keys('', {scope = scope})) do found[#found + 1] = scope .. '/' .. key end
                    end
                    found[#found + 1] = secret
                    found[#found + 1] = string.secret
                    found[#found + 1] = State.get('result_1', {scope = 'session'})
                    return JSON.array(found)
                    """);
            assertThat(structured(seen)).containsEntry("result", List.of());
        }
        assertThat(KERNEL.state().scopes()).isEmpty();
    }

    @Test
    void neither_hears_the_others_events_nor_of_its_calls() {
        try (AgentTools first = open();
                AgentTools second = open()) {
            run(second, "heard = Event.subscribe('**')");
            run(first, "Event.publish('user.secret', {x = 1}) tools.calculator{expression = '41 + 1'}");
            AgentResult result = run(second, """
                    Event.publish('user.own', 2)
                    local topics = {}
                    while true do
                      local event = Event.receive(heard, 10)
                      if not event then break end
                      topics[#topics + 1] = event.topic
                    end
                    return topics
                    """);
            assertThat(structured(result)).as(text(result)).containsEntry("result", List.of("user.own"));
        }
    }

    @Test
    void the_end_of_one_is_not_the_end_of_the_other() throws Exception {
        try (AgentTools second = open()) {
            AgentTools first = open();
            Agents.Running running = Agents.start(first, "while true do end");
            running.awaitStart();
            run(second, "kept = 7");
            first.close();
            assertThat(text(running.result())).startsWith("error cancelled");
            assertThat(structured(run(second, "return kept"))).containsEntry("result", 7L);
        }
    }
}

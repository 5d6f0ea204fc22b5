package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FanOutTest {
    private final TestHost host = new TestHost();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void results_of_parallel_calls_come_in_order() {
        assertThat(host.run("""
                        local r = Tool.parallel{ {"trial.meet", "a"}, {"trial.meet", {value = "b"}}, {"calculator", "1+1"} }
                        return r[1], r[2], r[3].result, #r
                        """)).isEqualTo(Values.list("a", "b", 2, 3));
        assertThat(host.run("return Tool.parallel{}")).isEqualTo(List.of());
        assertThat(host.run("return Tool.parallel{ {'trial.echo', {value = JSON.null}}, {'trial.echo', 2} }"))
                .isEqualTo(Values.list(null, 2));
    }

    @Test
    void no_more_calls_run_at_once_than_the_limit_says() {
        assertThat(host.run("""
                        local calls = {limit = 3}
                        for i = 1, 12 do calls[i] = {"trial.slow", 5} end
                        local most = 0
                        for _, n in ipairs(Tool.parallel(calls)) do most = math.max(most, n) end
                        return most
                        """)).isIn(1L, 2L, 3L);
    }

    @Test
    void the_first_failure_cancels_the_rest_and_is_raised() {
        ToolException e = catchThrowableOfType(
                ToolException.class, () -> host.run("Tool.parallel{ {'trial.wait'}, {'trial.fail'}, {'trial.wait'} }"));
        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(e.details()).containsEntry("tool", "trial.fail").containsEntry("line", 1L);
        assertThat(host.run("return tools.trial.stopped()")).isEqualTo(2L);
    }

    @Test
    void all_are_done_when_asked_to_continue() {
        assertThat(host.run("""
                        local r = Tool.parallel{ {"trial.fail"}, {"trial.echo", 1}, continue = true }
                        return r[1].ok, r[1].error.code, r[2].ok, r[2].value
                        """)).isEqualTo(Values.list(false, "conflict", true, 1));
    }

    @Test
    void functions_go_on_while_others_wait_for_their_tool() {
        // `meet` ends only when two calls are there at once.
        assertThat(host.run("""
                        return Tool.map({"a", "b"}, 2, function(item, i)
                          return tools.trial.meet(item .. i) .. tools.calculator("1+" .. i).result
                        end)
                        """)).isEqualTo(List.of("a12", "b23"));
    }

    @Test
    void map_calls_a_tool_by_name_for_each_item() {
        assertThat(host.run("return Tool.map({'1+1', {input = '2+2'}}, 4, 'calculator')"))
                .isEqualTo(Values.list(Values.map("result", 2), Values.map("result", 4)));
    }

    @Test
    void a_failing_function_ends_the_others_and_closes_what_they_hold() {
        ToolException e = catchThrowableOfType(ToolException.class, () -> host.run("""
                        closed = 0
                        Tool.map({1, 2, 3}, 3, function(i)
                          local guard <close> = setmetatable({}, {__close = function() closed = closed + 1 end})
                          if i == 2 then error("no " .. i, 0) end
                          tools.trial.wait()
                        end)
                        """));
        assertThat(e.message()).isEqualTo("no 2");
        assertThat(host.run("return closed")).isEqualTo(2L);
        assertThat(host.run("""
                        local r = Tool.map({1, 2}, 1, function(i) if i == 1 then tools.trial.fail() end return i end,
                          {continue = true})
                        return r[1].error.code, r[2].value
                        """)).isEqualTo(Values.list("conflict", 2));
    }

    @Test
    void functions_may_catch_yield_and_map_again() {
        assertThat(host.run("""
                        return Tool.map({1, 2}, 2, function(i)
                          coroutine.yield()
                          local r, e = Tool.try("trial.fail")
                          local inner = Tool.map({1, 2}, 2, function(k) return tools.trial.echo(i * 10 + k) end)
                          local own = coroutine.wrap(function() return tools.trial.echo("own") end)
                          return {e.code, inner, own(), select(2, pcall(tools.trial.echo, "in pcall"))}
                        end)
                        """))
                .isEqualTo(Values.list(
                        Values.list("conflict", Values.list(11, 12), "own", "in pcall"),
                        Values.list("conflict", Values.list(21, 22), "own", "in pcall")));
    }

    @Test
    void many_functions_run_through_few_places() {
        assertThat(host.run("""
                        local list = {}
                        for i = 1, 500 do list[i] = i end
                        local sum = 0
                        for _, n in ipairs(Tool.map(list, 20, function(i) return tools.trial.echo(i) end)) do sum = sum + n end
                        return sum
                        """)).isEqualTo(125250L);
    }

    @Test
    void wrong_use_is_told() {
        assertThat(catchThrowableOfType(ToolException.class, () -> host.run("Tool.parallel{ {}, limit = 2 }"))
                        .message())
                .contains("call 1 must be {name, params}");
        assertThat(catchThrowableOfType(ToolException.class, () -> host.run("Tool.parallel{ limt = 2 }"))
                        .message())
                .contains("did you mean 'limit'");
        assertThat(catchThrowableOfType(ToolException.class, () -> host.run("Tool.map({1}, 0, print)"))
                        .message())
                .contains("must be at least 1");
    }
}

package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Errors as scripts catch them, and as the kernel hears of them.
class FailuresTest {
    private final TestHost host = new TestHost();

    @AfterEach
    void close() {
        host.close();
    }

    private ToolException failure(String code) {
        return catchThrowableOfType(ToolException.class, () -> host.run(code));
    }

    @Test
    void a_failed_call_is_an_error_table() {
        assertThat(host.run("""
                        local ok, e = pcall(tools.trial.fail)
                        return ok, type(e), e.code, e.message, e.details.answer, e.tool, tostring(e), "so: " .. e
                        """))
                .isEqualTo(Values.list(
                        false,
                        "table",
                        "conflict",
                        "as told",
                        42,
                        "trial.fail",
                        "conflict: as told",
                        "so: conflict: as told"));
    }

    @Test
    void try_returns_nil_and_the_error() {
        assertThat(host.run("local r, e = Tool.try('trial.fail'); return r, e.code"))
                .isEqualTo(Values.list(null, "conflict"));
        assertThat(host.run("local r, e = Tool.try('nothing'); return r, e.code"))
                .isEqualTo(Values.list(null, "not_found"));
        assertThat(host.run("return (Tool.try('calculator', '1+1')).result")).isEqualTo(2L);
        assertThat(failure("Tool.try()").message()).contains("bad argument #1 to 'try'");
    }

    @Test
    void an_error_table_that_nobody_catches_keeps_code_message_and_details() {
        ToolException e = failure("local x = 1\n  tools.trial.fail()\n");
        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(e.message()).isEqualTo("as told");
        assertThat(e.details())
                .containsEntry("answer", 42L)
                .containsEntry("tool", "trial.fail")
                .containsEntry("file", "test.lua")
                .containsEntry("line", 2L)
                .containsEntry("source", "  tools.trial.fail()");
        assertThat(failure("local ok, e = pcall(tools.trial.fail); error(e)").code())
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void an_expression_keeps_its_line() {
        assertThat(failure("tools.trial.fail()").details()).containsEntry("line", 1L);
    }

    @Test
    void a_lua_error_tells_its_place() {
        ToolException e = failure("local function f()\n  return missing.field\nend\nf()");
        assertThat(e.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(e.message()).isEqualTo("test.lua:2: attempt to index a nil value (global 'missing')");
        assertThat(e.details())
                .containsEntry("file", "test.lua")
                .containsEntry("line", 2L)
                .containsEntry("source", "  return missing.field")
                .containsEntry("column", 10L)
                .containsEntry("traceback", "test.lua:2: in local 'f'\ntest.lua:4: in main chunk");
    }

    @Test
    void errors_that_are_other_values_are_shown() {
        assertThat(failure("error({code = 42})").details()).containsEntry("value", Values.map("code", 42));
        assertThat(failure("error(setmetatable({}, {__tostring = function() return 'mine' end}))")
                        .message())
                .isEqualTo("mine");
        assertThat(failure("error()").message()).isEqualTo("nil");
        assertThat(failure("error('plain', 0)").message()).isEqualTo("plain");
    }

    @Test
    void a_text_that_is_no_lua_tells_line_and_what_stands_there() {
        ToolException e = failure("x = 1\ny = = 2");
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(e.message()).isEqualTo("test.lua:2: unexpected symbol near '='");
        assertThat(e.details())
                .containsEntry("file", "test.lua")
                .containsEntry("line", 2L)
                .containsEntry("source", "y = = 2")
                .containsEntry("near", "=");
    }

    @Test
    void a_function_of_an_earlier_script_keeps_its_lines() {
        host.run("function f()\n  error('here')\nend");
        assertThat(failure("local x\n\n\nf()").details()).containsEntry("source", "  error('here')");
        assertThat(failure("other = 1\nlocal t = nil\nt.x = 1").details()).containsEntry("source", "t.x = 1");
    }

    @Test
    void globals_stay_after_an_error() {
        failure("kept = 1; error('x')");
        assertThat(host.run("return kept")).isEqualTo(1L);
    }

    @Test
    void limits_of_memory_and_steps_end_a_script_but_not_the_session() {
        try (TestHost small =
                new TestHost(Limits.STRICT.withMemory(4 << 20).withSteps(1_000_000), Path.of("/nowhere"))) {
            ToolException steps = catchThrowableOfType(
                    ToolException.class, () -> small.run("while true do pcall(string.rep, 'x', 10) end"));
            assertThat(steps.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(steps.message()).contains("more than 1000000 steps", "--steps");
            ToolException memory = catchThrowableOfType(
                    ToolException.class,
                    () -> small.run("local t = {} for i = 1, 1e6 do t[i] = ('x'):rep(100) .. i end"));
            assertThat(memory.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(memory.message()).contains("more than 4 MiB", "--memory");
            assertThat(small.run("return 1 + 1")).isEqualTo(2L);
        }
    }

    @Test
    void output_beyond_its_limit_ends_the_script_though_it_catches_errors() {
        try (TestHost small = new TestHost(Limits.STRICT.withOutput(100), Path.of("/nowhere"))) {
            ToolException e = catchThrowableOfType(
                    ToolException.class, () -> small.run("while true do pcall(print, 'line') end"));
            assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
            assertThat(small.run("return 1")).isEqualTo(1L);
        }
    }

    @Test
    void a_closed_session_runs_nothing() {
        host.run("x = 1");
        host.session.close();
        assertThat(failure("return x").code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void a_script_that_is_cancelled_before_it_starts_does_not_start() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        ToolException e =
                catchThrowableOfType(ToolException.class, () -> host.runAs("x", "print('ran')", cancellation));
        assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(host.printed.toString()).isEmpty();
        assertThat(host.run("return 1")).isEqualTo(1L);
    }

    @Test
    void arguments_of_one_script_are_not_those_of_the_next() {
        host.run("return 1", "--x", "1");
        assertThat(host.run("return ARGS.x, #arg")).isEqualTo(Values.list(null, 0));
    }
}

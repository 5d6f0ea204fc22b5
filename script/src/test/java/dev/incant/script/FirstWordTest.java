package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.lua.LuaChunk;
import dev.incant.lua.LuaError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which scripts are taken for statements by their first word, and not tried as an expression.
final class FirstWordTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "return 1",
                "\n\t local x = 1",
                "for i = 1, 2 do end",
                "if x then end",
                "do end",
                "while x do end",
                "repeat until x",
                "goto a",
                "break",
                "return"
            })
    void a_text_that_begins_with_a_word_of_statements_is_no_expression(String code) {
        assertThat(LuaScriptSession.beginsStatement(code)).isTrue();
        assertThatThrownBy(() -> LuaChunk.compile("return " + code, "=code")).isInstanceOf(LuaError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "returned",
                "do_it()",
                "for1 + 2",
                "(function() return 1 end)()",
                "function() end",
                "not x",
                "nil",
                "",
                "-- local\n1",
                "{1}",
                "'return'"
            })
    void all_else_may_be_an_expression(String code) {
        assertThat(LuaScriptSession.beginsStatement(code)).isFalse();
    }
}

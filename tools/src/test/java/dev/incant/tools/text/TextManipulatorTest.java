package dev.incant.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextManipulatorTest implements ToolContract {
    private final ToolTester text = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new TextManipulator();
    }

    private @Nullable Object result(String operation, @Nullable Object... pairs) {
        return text.map(operation, pairs).get("result");
    }

    @ParameterizedTest
    @ValueSource(strings = {"👨‍👩‍👧‍👦", "🇩🇪", "é", "n\u0303\u0323", "👍🏽", "각", "\r\n", "नि", "❤️"})
    void sees_one_character_where_people_do(String character) {
        assertThat(text.map("count", "input", character)).containsEntry("characters", 1L);
        assertThat(result("reverse", "input", "a" + character + "b")).isEqualTo("b" + character + "a");
        assertThat(result("substring", "input", "a" + character + "b", "start", 1, "end", 2))
                .isEqualTo(character);
        assertThat(result("truncate", "input", character.repeat(9), "max_length", 5))
                .isEqualTo(character.repeat(2) + "...");
        assertThat(result("pad", "input", character, "width", 3, "fill", "-")).isEqualTo(character + "--");
        assertThat(text.map("similarity", "input", "a" + character, "other", "ab"))
                .containsEntry("distance", 1L);
    }

    @Test
    void two_flags_are_two() {
        assertThat(result("split", "input", "🇩🇪🇫🇷", "delimiter", "")).isEqualTo(List.of("🇩🇪", "🇫🇷"));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPResponse, http_response, httpResponse, HttpResponse",
        "XMLHttpRequest2, xml_http_request2, xmlHttpRequest2, XmlHttpRequest2",
        "already_snake_case, already_snake_case, alreadySnakeCase, AlreadySnakeCase",
        "kebab-case and.dots, kebab_case_and_dots, kebabCaseAndDots, KebabCaseAndDots",
        "userID, user_id, userId, UserId",
        "version2Beta, version2_beta, version2Beta, Version2Beta",
        "__x__, x, x, X",
        "ÄrgerÜber, ärger_über, ärgerÜber, ÄrgerÜber",
        "'', '', '', ''",
    })
    void parts_words_in_names(String input, String snake, String camel, String pascal) {
        assertThat(result("snake_case", "input", input)).isEqualTo(snake);
        assertThat(result("camel_case", "input", input)).isEqualTo(camel);
        assertThat(result("pascal_case", "input", input)).isEqualTo(pascal);
    }

    @Test
    void takes_calls_in_the_reference_style() throws Exception {
        ComponentRegistry registry = ComponentRegistry.of(List.of(ToolPack.of(tool())));
        Target target = registry.resolve(
                "text_manipulator",
                Values.map(
                        "operation",
                        "truncate",
                        "input",
                        "The quick brown fox",
                        "options",
                        Values.map("max_length", 10)));
        assertThat(target.operation().name()).isEqualTo("truncate");
        assertThat(target.params()).isEqualTo(Values.map("input", "The quick brown fox", "max_length", 10));
        Args.bind(target.fullName(), target.operation(), target.params());
        assertThat(text.callWith("truncate", target.params()))
                .isEqualTo(Values.map(
                        "result", "The qui...", "operation", "truncate", "original_length", 19, "result_length", 10));
    }

    @Test
    void splits_to_a_list_and_joins_one() {
        assertThat(result("split", "input", "a b  c")).isEqualTo(List.of("a", "b", "", "c"));
        assertThat(result("split", "input", "")).isEqualTo(List.of(""));
        assertThat(result("join", "input", List.of("a", 1L, true, 2.5), "delimiter", ", "))
                .isEqualTo("a, 1, true, 2.5");
        assertThat(result("join", "input", "[\"a\", \"b\"]", "delimiter", "+")).isEqualTo("a+b");
        assertThat(result("join", "input", List.of())).isEqualTo("");
        assertThat(text.fails(ErrorCode.INVALID_PARAMS, "join", "input", "a b").message())
                .contains("not a JSON array");
        text.fails(ErrorCode.INVALID_PARAMS, "join", "input", "{\"a\": 1}");
        assertThat(text.fails(ErrorCode.INVALID_PARAMS, "join", "input", List.of("a", Map.of()))
                        .message())
                .contains("input[2]");
    }

    @Test
    void wraps_and_indents_lines() {
        assertThat(result("word_wrap", "input", "aaa bbb\n\nccccccc d", "width", 5))
                .isEqualTo("aaa\nbbb\n\nccccccc\nd");
        assertThat(result("word_wrap", "input", "aa bbbbbb c", "width", 4, "break_words", true))
                .isEqualTo("aa\nbbbb\nbb c");
        assertThat(result("indent", "input", "")).isEqualTo("");
        assertThat(result("dedent", "input", "    a\n  \n\tb")).isEqualTo("    a\n\n\tb");
    }

    @Test
    void arranges_lines() {
        assertThat(result("lines", "input", "b\nA\na\n", "sort", "ascending", "ignore_case", true, "unique", true))
                .isEqualTo("A\nb\n");
        assertThat(result("lines", "input", "b\na\nc", "sort", "descending")).isEqualTo("c\nb\na");
        assertThat(result("lines", "input", "10 x\n9 y\n-1.5", "sort", "numeric"))
                .isEqualTo("-1.5\n9 y\n10 x");
        assertThat(result("lines", "input", "10\n9\n11", "sort", "numeric_descending"))
                .isEqualTo("11\n10\n9");
        assertThat(result("lines", "input", "a\n\n \nb", "remove_blank", true)).isEqualTo("a\nb");
        assertThat(result("lines", "input", "😀\n\uFFFD", "sort", "ascending")).isEqualTo("\uFFFD\n😀");
        assertThat((String) result("lines", "input", "x\n".repeat(10), "number", true))
                .startsWith(" 1: x")
                .endsWith("10: x\n");
    }

    @Test
    void measures_how_alike_texts_are() {
        assertThat(text.map("similarity", "input", "kitten", "other", "sitting"))
                .containsEntry("distance", 3L);
        assertThat(text.map("similarity", "input", "", "other", "")).containsEntry("result", 1.0);
        assertThat(text.map("similarity", "input", "abc", "other", "xyz", "method", "jaro_winkler"))
                .containsEntry("result", 0.0);
        text.fails(ErrorCode.LIMIT_EXCEEDED, "similarity", "input", "a".repeat(5000), "other", "b");
    }

    @Test
    void says_what_is_wrong_with_the_arguments() {
        text.fails(ErrorCode.INVALID_PARAMS, "replace", "input", "x", "from", "", "to", "y");
        text.fails(ErrorCode.INVALID_PARAMS, "substring", "input", "abc", "start", 2, "end", 1);
        text.fails(ErrorCode.INVALID_PARAMS, "pad", "input", "x", "width", 5, "fill", "ab");
        text.fails(ErrorCode.INVALID_PARAMS, "truncate", "input", "x", "max_length", -1);
        text.fails(
                ErrorCode.LIMIT_EXCEEDED, "replace", "input", "a".repeat(100_000), "from", "a", "to", "b".repeat(1000));
        text.fails(ErrorCode.LIMIT_EXCEEDED, "indent", "input", "a\n".repeat(100_000), "spaces", 1000);
    }

    @Test
    void keeps_the_ellipsis_within_the_length() {
        assertThat(result("truncate", "input", "abcdef", "max_length", 3)).isEqualTo("...");
        assertThat(result("truncate", "input", "abcdef", "max_length", 2)).isEqualTo("ab");
        assertThat(result("truncate", "input", "abcdef", "max_length", 4, "ellipsis", "…"))
                .isEqualTo("abc…");
    }

    @Property(tries = 300)
    void splitting_and_joining_gives_the_text_back(@ForAll String input) {
        ToolTester tester = ToolTester.of(new TextManipulator());
        Object parts = tester.map("split", "input", input, "delimiter", ",").get("result");
        assertThat(tester.map("join", "input", parts, "delimiter", ",")).containsEntry("result", input);
        Object characters = tester.map("split", "input", input, "delimiter", "").get("result");
        assertThat(tester.map("join", "input", characters, "delimiter", "")).containsEntry("result", input);
        assertThat((Long)
                        tester.map("truncate", "input", input, "max_length", 7).get("result_length"))
                .isLessThanOrEqualTo(7);
    }
}

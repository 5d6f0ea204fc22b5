package dev.incant.tools.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataValidationTest implements ToolContract {
    private final ToolTester validation = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new DataValidation();
    }

    /// The violations of a value, as `field rule: message`.
    private List<String> broken(@Nullable Object value, String rules) {
        Map<String, @Nullable Object> result =
                validation.callWith("validate", Values.map("input", value, "rules", rules)) instanceof Map<?, ?> map
                        ? cast(map)
                        : Map.of();
        List<String> found = new ArrayList<>();
        for (Object each : (List<?>) Objects.requireNonNull(result.get("errors"))) {
            Map<?, ?> error = (Map<?, ?>) Objects.requireNonNull(each);
            found.add(error.get("field") + " " + error.get("rule") + ": " + error.get("message"));
        }
        assertThat(result).containsEntry("valid", found.isEmpty()).containsEntry("error_count", (long) found.size());
        return found;
    }

    @SuppressWarnings("unchecked") // a result's names are strings
    private static Map<String, @Nullable Object> cast(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }

    private boolean valid(@Nullable Object value, String rule) {
        return broken(value, rule).isEmpty();
    }

    @Test
    void checks_presence_and_types() {
        assertThat(broken(null, "{\"type\":\"required\"}")).containsExactly(" required: is required");
        assertThat(broken("", "{\"type\":\"required\"}")).containsExactly(" required: must not be empty");
        assertThat(valid(0L, "{\"type\":\"required\"}")).isTrue();
        assertThat(valid(1.5, "{\"type\":\"type\",\"expected\":\"number\"}")).isTrue();
        assertThat(valid(2.0, "{\"type\":\"type\",\"expected\":\"integer\"}")).isTrue();
        assertThat(valid(null, "{\"type\":\"type\",\"expected\":[\"string\",\"null\"]}"))
                .isTrue();
        assertThat(broken("1", "{\"type\":\"type\",\"expected\":\"number\"}"))
                .containsExactly(" type: must be of type number, is string");
        assertThat(valid(null, "[{\"type\":\"nullable\"},{\"type\":\"email\"}]"))
                .isTrue();
    }

    @Test
    void counts_characters_that_people_see_as_such_and_items() {
        assertThat(valid("é😀", "{\"type\":\"length\",\"min\":2,\"max\":2}")).isTrue();
        assertThat(broken(Values.list(1), "{\"type\":\"length\",\"min\":2}"))
                .containsExactly(" length: must have at least 2 items, has 1");
        assertThat(broken("abcd", "{\"type\":\"length\",\"max\":3}"))
                .containsExactly(" length: must have at most 3 characters, has 4");
    }

    @Test
    void compares_numbers_exactly() {
        assertThat(valid(9007199254740993L, "{\"type\":\"range\",\"min\":9007199254740993}"))
                .isTrue();
        assertThat(broken(9007199254740992L, "{\"type\":\"range\",\"min\":9007199254740993}"))
                .containsExactly(" range: must be at least 9007199254740993");
        assertThat(valid(0.1, "{\"type\":\"range\",\"max\":0.1}")).isTrue();
        assertThat(broken(Double.NaN, "{\"type\":\"range\",\"max\":1}"))
                .containsExactly(" range: must be a number, is NaN");
        assertThat(valid(1.0, "{\"type\":\"enum\",\"values\":[1]}")).isTrue();
        assertThat(broken("red", "{\"type\":\"enum\",\"values\":[\"blue\", 1]}"))
                .containsExactly(" enum: must be one of [\"blue\",1]");
    }

    @Test
    void a_rule_about_another_type_is_broken_not_skipped() {
        for (String rule : List.of(
                "{\"type\":\"email\"}",
                "{\"type\":\"url\"}",
                "{\"type\":\"date\"}",
                "{\"type\":\"pattern\",\"regex\":\".\"}",
                "{\"type\":\"custom\",\"name\":\"uuid\"}",
                "{\"type\":\"length\",\"min\":0}",
                "{\"type\":\"array\"}",
                "{\"type\":\"object\"}")) {
            assertThat(broken(5L, rule)).as(rule).singleElement().asString().contains("is integer");
            assertThat(broken(null, rule)).as(rule).singleElement().asString().contains("is null");
        }
        assertThat(broken("5", "{\"type\":\"range\",\"min\":1}"))
                .containsExactly(" range: must be a number, is string");
    }

    @Test
    void dates_fit_their_format_whole_and_exist() {
        assertThat(valid("2024-02-29", "{\"type\":\"date\",\"format\":\"%Y-%m-%d\"}"))
                .isTrue();
        assertThat(valid("2024-02-29", "{\"type\":\"date\"}")).isTrue();
        assertThat(valid("2023-02-29", "{\"type\":\"date\"}")).isFalse();
        assertThat(valid("29.02.2024 x", "{\"type\":\"date\",\"format\":\"%d.%m.%Y\"}"))
                .isFalse();
        assertThat(valid("29.02.2024", "{\"type\":\"date\",\"format\":\"%d.%m.%Y\"}"))
                .isTrue();
        assertThat(valid("23:59:59", "{\"type\":\"date\",\"format\":\"%H:%M:%S\"}"))
                .isTrue();
        assertThat(valid("24:00:01", "{\"type\":\"date\",\"format\":\"%T\"}")).isFalse();
        assertThat(valid("2024-05-01 10:00:00 +0200", "{\"type\":\"date\",\"format\":\"%Y-%m-%d %H:%M:%S %z\"}"))
                .isTrue();
    }

    @Test
    void knows_the_forms_of_texts() {
        assertThat(valid("ada@example.org", "{\"type\":\"email\"}")).isTrue();
        assertThat(valid("ada@@example.org", "{\"type\":\"email\"}")).isFalse();
        assertThat(valid("https://example.org/a?b=c", "{\"type\":\"url\"}")).isTrue();
        assertThat(broken("/a", "{\"type\":\"url\"}"))
                .containsExactly(" url: must be an absolute URL, has no scheme such as https");
        assertThat(broken("mailto:a@b", "{\"type\":\"url\"}")).containsExactly(" url: must be a URL with a host");
        assertThat(valid("mailto:a@b", "{\"type\":\"url\",\"schemes\":[\"mailto\"]}"))
                .isTrue();
        assertThat(valid("javascript:alert(1)", "{\"type\":\"url\",\"schemes\":[\"https\"]}"))
                .isFalse();
        assertThat(broken("http://a b", "{\"type\":\"url\"}"))
                .singleElement()
                .asString()
                .contains("position 9");
        assertThat(valid("+4930123456", "{\"type\":\"custom\",\"name\":\"phone\"}"))
                .isTrue();
        assertThat(valid("030 123", "{\"type\":\"custom\",\"name\":\"phone\"}")).isFalse();
        assertThat(valid("4111 1111 1111 1111", "{\"type\":\"custom\",\"name\":\"credit_card\"}"))
                .isTrue();
        assertThat(valid("4111111111111112", "{\"type\":\"custom\",\"name\":\"credit_card\"}"))
                .isFalse();
        assertThat(valid("123e4567-e89b-12d3-a456-426614174000", "{\"type\":\"custom\",\"name\":\"uuid\"}"))
                .isTrue();
        assertThat(valid("::1", "{\"type\":\"custom\",\"name\":\"ipv6\"}")).isTrue();
    }

    @Test
    void finds_everything_in_nested_values_with_its_place() {
        Object value = Json.parse("""
            {"users":[{"name":"Ada","mail":"x"},{"name":""},7],"tags":["a","b","a"],"extra":1,"a.b/c":2}\
            """);
        assertThat(broken(value, """
            {"rules":[{"type":"object","required":["id"],"additional_properties":false,"properties":{
              "users":{"rules":[{"type":"array","min_items":4,"item_rules":{"rules":[
                {"type":"object","required":["mail"],"properties":{
                   "name":[{"type":"required"}],"mail":[{"type":"email"}]}}]}}]},
              "tags":[{"type":"array","unique":true}],
              "missing":[{"type":"required"}],
              "optional":[{"type":"email"}],
              "a.b/c":[{"type":"range","max":1}]}}]}\
            """))
                .containsExactly(
                        "id object: Missing required field: id",
                        "users array: must have at least 4 items, has 3",
                        "users[0].mail email: is no valid email",
                        "users[1].mail object: Missing required field: mail",
                        "users[1].name required: must not be empty",
                        "users[2] object: must be an object, is integer",
                        "tags[2] array: Array items must be unique: the same as item 0",
                        "missing required: is required",
                        "a.b/c range: must be at most 1",
                        "extra object: is not allowed: the rules do not name it");
        Map<String, @Nullable Object> result = validation.map(
                "validate",
                "input",
                Values.map("a.b/c", 2),
                "rules",
                "{\"type\":\"object\",\"properties\":{\"a.b/c\":{\"type\":\"email\"}}}");
        assertThat(Json.write(result)).contains("\"pointer\":\"/a.b~1c\"");
    }

    @Test
    void stops_early_when_asked_and_counts_what_it_does_not_list() {
        List<@Nullable Object> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add("x");
        }
        String rules = "{\"type\":\"array\",\"item_rules\":[{\"type\":\"email\"}]}";
        Map<String, @Nullable Object> all = validation.map("validate", "input", many, "rules", rules, "max_errors", 3);
        assertThat(all).containsEntry("error_count", 500L);
        assertThat((List<?>) all.get("errors")).hasSize(3);
        Map<String, @Nullable Object> first =
                validation.map("validate", "input", many, "rules", rules, "fail_fast", true);
        assertThat(first).containsEntry("error_count", 1L);
        assertThat((List<?>) first.get("errors")).hasSize(1);
    }

    @Test
    void texts_are_checked_as_they_are_unless_given_as_json() {
        assertThat(valid("[not json", "{\"type\":\"length\",\"max\":9}")).isTrue();
        assertThat(validation.map("validate", "text", "[1]", "rules", "{\"type\":\"array\"}"))
                .containsEntry("valid", true);
        validation.fails(ErrorCode.INVALID_PARAMS, "validate", "text", "[1", "rules", "{\"type\":\"array\"}");
    }

    @Test
    void refuses_rules_that_mean_nothing_and_names_their_place() {
        String[][] cases = {
            {"5", "rules: must be a map"},
            {"{}", "rules.type: is missing"},
            {"[{\"type\":\"emial\"}]", "rules[0].type: there is no rule 'emial'"},
            {"[{\"type\":\"email\",\"min\":1}]", "rules[0].min: is unknown for email"},
            {"{\"rules\":[{\"type\":\"length\",\"min\":-1}]}", "rules.rules[0].min: must be a whole number"},
            {"{\"type\":\"length\",\"min\":3,\"max\":2}", "rules.min: is more than max"},
            {"{\"type\":\"range\"}", "rules.min: is missing"},
            {"{\"type\":\"range\",\"min\":\"1\"}", "rules.min: must be a number"},
            {"{\"type\":\"pattern\",\"regex\":\"(\"}", "rules.regex: no regular expression"},
            {"{\"type\":\"pattern\",\"regex\":\"(?=a)\"}", "rules.regex: no regular expression"},
            {"{\"type\":\"pattern\"}", "rules.pattern: is missing"},
            {"{\"type\":\"enum\"}", "rules.values: must be a list"},
            {"{\"type\":\"type\",\"expected\":\"text\"}", "rules.expected: must be one"},
            {"{\"type\":\"custom\",\"name\":\"isbn\"}", "rules.name: must be one of phone"},
            {"{\"type\":\"date\",\"format\":\"%Q\"}", "rules.format: unknown field '%Q'"},
            {"{\"type\":\"array\",\"item_rules\":[{\"type\":\"x\"}]}", "rules.item_rules[0].type: there is no rule"},
            {"{\"type\":\"array\",\"unique\":1}", "rules.unique: must be true or false"},
            {"{\"type\":\"object\",\"properties\":[]}", "rules.properties: must be a map"},
        };
        for (String[] each : cases) {
            assertThat(validation
                            .fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "rules", each[0])
                            .message())
                    .as(each[0])
                    .startsWith(each[1]);
        }
        validation.fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "rules", null);
        validation.fails(ErrorCode.INVALID_PARAMS, "validate", "rules", "[]");
        validation.fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "rules", "[]", "max_errors", 0);
        String nested = "{\"type\":\"array\",\"item_rules\":".repeat(100) + "[]" + "}".repeat(100);
        assertThat(validation
                        .fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "rules", nested)
                        .message())
                .contains("nested more than 64 deep");
    }

    @Test
    void patterns_take_linear_time() {
        assertThat(valid("a".repeat(100_000) + "b", "{\"type\":\"pattern\",\"regex\":\"^(a+)+$\"}"))
                .isFalse();
        validation.fails(
                ErrorCode.INVALID_PARAMS,
                "validate",
                "input",
                "a",
                "rules",
                "{\"type\":\"pattern\",\"regex\":\"((a{1000}){1000}){1000}\"}");
    }

    @Test
    void reads_files_within_its_grants_and_stops_when_cancelled(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("v.json"), "{\"a\": 1}");
        assertThat(validation.in(folder).map("validate", "input_file", "v.json", "rules", "{\"type\":\"object\"}"))
                .containsEntry("valid", true);
        validation.fails(ErrorCode.DENIED, "validate", "input_file", "/etc/hostname", "rules", "[]");
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        validation
                .cancelledBy(cancelled)
                .fails(ErrorCode.CANCELLED, "validate", "input", 1, "rules", "{\"type\":\"email\"}");
    }
}

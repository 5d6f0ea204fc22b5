package dev.incant.tools.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonProcessorTest implements ToolContract {
    private final ToolTester json = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new JsonProcessor();
    }

    private static @Nullable Object parse(String text) {
        return Json.parse(text);
    }

    @Test
    void takes_json_text_or_a_value_and_says_where_text_is_broken() {
        assertThat(json.map("query", "input", "[1,2]", "query", "length")).containsEntry("result", 2L);
        assertThat(json.map("query", "input", "plain", "query", "length")).containsEntry("result", 5L);
        assertThat(json.map("query", "input", "tree", "query", ".")).containsEntry("result", "tree");
        assertThat(json.map("query", "input", "\"5\"", "query", ".")).containsEntry("result", "5");
        assertThat(json.map("query", "input", null, "query", "[.]"))
                .containsEntry("result", Values.list((Object) null));
        ToolException e = json.fails(ErrorCode.INVALID_PARAMS, "query", "input", "{\"a\": 1,\n \"b\": }");
        assertThat(e.message()).contains("input", "line 2");
        assertThat(e.details()).containsEntry("line", 2L).containsKey("column");
        json.fails(ErrorCode.INVALID_PARAMS, "query", "text", "plain");
        json.fails(ErrorCode.INVALID_PARAMS, "query");
        json.fails(ErrorCode.INVALID_PARAMS, "query", "input", 1, "text", "1");
    }

    @Test
    void keeps_the_precision_of_numbers_and_refuses_those_it_cannot() {
        assertThat(json.map("query", "input", "{\"id\": 9007199254740993}", "query", ".id"))
                .containsEntry("result", 9007199254740993L);
        json.fails(ErrorCode.INVALID_PARAMS, "query", "text", "0.12345678901234567890123");
    }

    @Test
    void queries_fields_with_any_name_and_sees_variables() {
        assertThat(json.map(
                        "query",
                        "input",
                        Values.map("input", 1, "env", 2, "debug", 3),
                        "query",
                        "[.input, .env, .debug]"))
                .containsEntry("result", Values.list(1, 2, 3));
        assertThat(json.map("query", "input", 1, "query", ". + $by", "variables", Values.map("by", 4)))
                .containsEntry("result", 5L);
        assertThat(json.map("query", "input", 1, "query", "empty"))
                .containsEntry("result", List.of())
                .containsEntry("count", 0L);
        assertThat(json.fails(ErrorCode.FAILED, "query", "input", 1, "query", ".a")
                        .message())
                .contains("Cannot index number with \"a\"");
        assertThat(json.fails(ErrorCode.INVALID_PARAMS, "query", "input", 1, "query", "env")
                        .message())
                .contains("not available");
    }

    @Test
    void finds_all_schema_errors_with_their_places() {
        Map<String, @Nullable Object> result = json.map(
                "validate",
                "input",
                parse("{\"users\":[{\"name\":1},{\"name\":\"x\",\"mail\":\"no\"},{}],\"k/y\":-1}"),
                "schema",
                parse("""
                        {"$schema":"https://json-schema.org/draft/2020-12/schema",
                         "properties":{"users":{"items":{"$ref":"#/$defs/user"}},"k/y":{"minimum":0}},
                         "$defs":{"user":{"required":["name"],"properties":
                            {"name":{"type":"string"},"mail":{"format":"email"}}}}}"""));
        List<String> found = new ArrayList<>();
        for (Object error : (List<?>) java.util.Objects.requireNonNull(result.get("errors"))) {
            Map<?, ?> map = (Map<?, ?>) java.util.Objects.requireNonNull(error);
            found.add(map.get("keyword") + " " + map.get("path"));
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "type /users/0/name", "format /users/1/mail", "required /users/2", "minimum /k~1y");
    }

    @Test
    void fetches_no_schema_and_survives_hostile_ones() {
        for (String schema : List.of(
                "{\"$ref\":\"http://127.0.0.1:1/x.json\"}",
                "{\"$ref\":\"file:///etc/passwd\"}",
                "{\"$ref\":\"#/nowhere\"}")) {
            assertThat(json.fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "schema", schema)
                            .message())
                    .contains("nothing is fetched");
        }
        json.fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "schema", "{\"type\":5}");
        json.fails(ErrorCode.INVALID_PARAMS, "validate", "input", 1, "schema", "7");
        json.fails(ErrorCode.INVALID_PARAMS, "validate", "input", "x", "schema", "{\"pattern\":\"(\"}");
        json.fails(ErrorCode.LIMIT_EXCEEDED, "validate", "input", 1, "schema", "{\"$ref\":\"#\"}");
        // Backtracking would need longer than the age of the universe.
        assertThat(
                        json.map(
                                "validate",
                                "input",
                                Values.map("a".repeat(50_000) + "b", "a".repeat(50_000) + "b"),
                                "schema",
                                "{\"patternProperties\":{\"(a+)+$\":false},\"additionalProperties\":{\"pattern\":\"^(a|aa)+$\"}}"))
                .containsEntry("is_valid", false);
    }

    @Test
    void patches_as_the_rfc_says() {
        // RFC 6902, appendix A.
        String[][] cases = {
            {
                "{\"foo\":\"bar\"}",
                "[{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}]",
                "{\"foo\":\"bar\",\"baz\":\"qux\"}"
            },
            {
                "{\"foo\":[\"bar\",\"baz\"]}",
                "[{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"qux\"}]",
                "{\"foo\":[\"bar\",\"qux\",\"baz\"]}"
            },
            {
                "{\"foo\":[\"bar\",\"qux\",\"baz\"]}",
                "[{\"op\":\"remove\",\"path\":\"/foo/1\"}]",
                "{\"foo\":[\"bar\",\"baz\"]}"
            },
            {
                "{\"foo\":{\"bar\":\"baz\",\"waldo\":\"fred\"},\"qux\":{\"corge\":\"grault\"}}",
                "[{\"op\":\"move\",\"from\":\"/foo/waldo\",\"path\":\"/qux/thud\"}]",
                "{\"foo\":{\"bar\":\"baz\"},\"qux\":{\"corge\":\"grault\",\"thud\":\"fred\"}}"
            },
            {
                "{\"foo\":[\"all\",\"grass\",\"cows\",\"eat\"]}",
                "[{\"op\":\"move\",\"from\":\"/foo/1\",\"path\":\"/foo/3\"}]",
                "{\"foo\":[\"all\",\"cows\",\"eat\",\"grass\"]}"
            },
            {"{\"/\":9,\"~1\":10}", "[{\"op\":\"test\",\"path\":\"/~01\",\"value\":10}]", "{\"/\":9,\"~1\":10}"},
            {
                "{\"foo\":[\"bar\"]}",
                "[{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[\"abc\"]}]",
                "{\"foo\":[\"bar\",[\"abc\"]]}"
            },
            {"1", "[{\"op\":\"replace\",\"path\":\"\",\"value\":2}]", "2"},
            {"{\"a\":1.0}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":1}]", "{\"a\":1.0}"},
            {"{\"a\":[1]}", "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}]", "{\"a\":[1],\"b\":[1]}"},
        };
        for (String[] each : cases) {
            assertThat(json.map("patch", "input", each[0], "patch", each[1])).containsEntry("result", parse(each[2]));
        }
        json.fails(ErrorCode.FAILED, "patch", "input", "{\"a\":1}", "patch", "[{\"op\":\"remove\",\"path\":\"/b\"}]");
        json.fails(
                ErrorCode.FAILED, "patch", "input", "[1]", "patch", "[{\"op\":\"add\",\"path\":\"/01\",\"value\":1}]");
        json.fails(
                ErrorCode.FAILED,
                "patch",
                "input",
                "{\"a\":\"10\"}",
                "patch",
                "[{\"op\":\"test\",\"path\":\"/a\",\"value\":10}]");
        json.fails(
                ErrorCode.FAILED,
                "patch",
                "input",
                "{\"a\":{}}",
                "patch",
                "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b\"}]");
        json.fails(ErrorCode.INVALID_PARAMS, "patch", "input", 1, "patch", "[{\"op\":\"jump\",\"path\":\"\"}]");
        json.fails(
                ErrorCode.INVALID_PARAMS,
                "patch",
                "input",
                1,
                "patch",
                "[{\"op\":\"add\",\"path\":\"/a~2\",\"value\":1}]");
        json.fails(ErrorCode.INVALID_PARAMS, "patch", "input", 1, "patch", "{}");
    }

    @Test
    void merges_as_the_rfc_says() {
        // RFC 7386, appendix A.
        String[][] cases = {
            {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
            {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
            {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
            {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
            {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
            {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
            {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
            {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
            {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
        };
        for (String[] each : cases) {
            assertThat(json.map("merge", "input", each[0], "patch", each[1])).containsEntry("result", parse(each[2]));
        }
    }

    @Property(tries = 500)
    void a_patch_leads_from_one_value_to_the_other(@ForAll long seed) {
        Random random = new Random(seed);
        Object from = value(random, 3);
        Object to = random.nextBoolean() ? value(random, 3) : changed(from, random);
        List<?> patch = (List<?>) java.util.Objects.requireNonNull(
                json.map("diff", "input", wrapped(from), "other", wrapped(to)).get("patch"));
        Object result =
                json.map("patch", "input", wrapped(from), "patch", patch).get("result");
        assertThat(Values.equal(result, wrapped(to)))
                .as(Json.write(from) + " -> " + Json.write(to))
                .isTrue();
    }

    private static Map<String, @Nullable Object> wrapped(@Nullable Object value) {
        return Values.map("v", value);
    }

    private static @Nullable Object value(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return (long) random.nextInt(4);
            case 3:
                return random.nextInt(4) / 2.0;
            case 4:
                return List.of("", "a", "a/b", "~", "é").get(random.nextInt(5));
            case 5:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(List.of("a", "b/c", "~d", "", "0").get(random.nextInt(5)), value(random, depth - 1));
                }
                return map;
            default:
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                return list;
        }
    }

    private static @Nullable Object changed(@Nullable Object value, Random random) {
        if (value instanceof List<?> list && !list.isEmpty()) {
            List<@Nullable Object> copy = new ArrayList<>(list);
            int at = random.nextInt(copy.size());
            switch (random.nextInt(3)) {
                case 0 -> copy.remove(at);
                case 1 -> copy.add(at, value(random, 1));
                default -> copy.set(at, changed(copy.get(at), random));
            }
            return copy;
        }
        return value(random, 2);
    }

    @Test
    void streams_lines_and_names_the_bad_one() {
        assertThat(json.fails(ErrorCode.INVALID_PARAMS, "stream", "input", "1\n{\n")
                        .message())
                .contains("line 2");
        assertThat(json.fails(ErrorCode.FAILED, "stream", "input", "1\n\n\"a\"", "query", ". + 1")
                        .message())
                .contains("line 3");
        assertThat(json.map("stream", "input", "\uFEFF1\r\n\n2")).containsEntry("result", Values.list(1, 2));
        assertThat(json.map("stream", "input", "")).containsEntry("count", 0L);
    }

    @Test
    void reads_and_writes_files(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("in.jsonl"), "{\"a\":1}\n".repeat(10_000));
        ToolTester here = json.in(folder);
        assertThat(here.map("stream", "path", "in.jsonl", "query", ".a", "output_file", "out.jsonl"))
                .containsEntry("count", 10_000L)
                .doesNotContainKey("result");
        assertThat(Files.readAllLines(folder.resolve("out.jsonl")))
                .hasSize(10_000)
                .containsOnly("1");
        Files.write(folder.resolve("bad.jsonl"), new byte[] {'1', '\n', (byte) 0xff, '\n'});
        here.fails(ErrorCode.FAILED, "stream", "path", "bad.jsonl");
        Files.writeString(folder.resolve("bad.json"), "{\n\"a\" 1}");
        assertThat(here.fails(ErrorCode.INVALID_PARAMS, "query", "input_file", "bad.json")
                        .message())
                .contains("bad.json", "line 2");
        json.fails(ErrorCode.DENIED, "query", "input_file", "/etc/hostname");
    }
}

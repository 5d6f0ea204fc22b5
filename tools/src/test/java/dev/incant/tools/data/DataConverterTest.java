package dev.incant.tools.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataConverterTest implements ToolContract {
    private static final List<String> FORMATS =
            List.of("json", "jsonl", "yaml", "toml", "xml", "csv", "ini", "properties");

    private final ToolTester converter = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new DataConverter();
    }

    private @Nullable Object read(String text, String from) {
        return converter
                .map("convert", "input", text, "from", from, "to", "value")
                .get("value");
    }

    private String write(@Nullable Object value, String to) {
        return String.valueOf(converter.map("convert", "input", value, "to", to).get("output"));
    }

    private String refused(ErrorCode code, String text, String from) {
        return converter
                .fails(code, "convert", "input", text, "from", from, "to", "value")
                .message();
    }

    private static final String[] TEXTS = {
        "",
        "a",
        " padded ",
        "5",
        "05",
        "-1.5e3",
        "true",
        "null",
        "~",
        "no",
        "yes",
        "2024-01-02",
        "a\nb\r\n\tc",
        "\"q\"",
        "'s'",
        "x: y",
        "# no",
        "- a",
        "[1]",
        "{}",
        "é😀",
        "\u0085\u2028",
        "=",
        "a=b",
        "<&>]]>",
        ";",
        "\\n",
        "!x",
        "0x1F",
        "1_000",
        ".inf",
        "\u0001",
        "%",
        "@at",
        "`",
        "trailing\\",
        "\uFEFF"
    };

    private static final String[] NAMES = {
        "a", "b", "c-d", "e f", "g.h", "1", "", "@i", "#text", "true", "é", "k=l", "[m]"
    };

    private static @Nullable Object random(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 6 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextBoolean() ? random.nextLong() : (long) random.nextInt(20) - 5;
            case 3 -> random.nextBoolean() ? random.nextGaussian() * 1e10 : (double) random.nextInt(9);
            case 4, 5 -> TEXTS[random.nextInt(TEXTS.length)];
            case 6 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(random(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(NAMES[random.nextInt(NAMES.length)], random(random, depth + 1));
                }
                yield map;
            }
        };
    }

    @Property(tries = 400)
    void what_is_written_reads_back_the_same_or_is_refused(@ForAll long seed) {
        Random random = new Random(seed);
        Object value = random(random, 0);
        if (value instanceof String) {
            return;
        }
        for (String format : FORMATS) {
            String text;
            try {
                text = write(value, format);
            } catch (ToolException e) {
                assertThat(format).as("%s: %s", e.message(), Json.write(value)).isNotIn("json", "yaml");
                assertThat(e.code()).as(e.message()).isIn(ErrorCode.FAILED, ErrorCode.INVALID_PARAMS);
                continue;
            }
            Object back = read(text, format);
            if (format.equals("xml") && back instanceof Map<?, ?> document && !Values.equal(value, back)) {
                back = document.get("root");
                back = value instanceof List && back instanceof Map<?, ?> map ? map.get("item") : back;
            }
            assertThat(Values.equal(value, back))
                    .as("%s: %s became %s, then %s", format, Json.write(value), text, Json.write(back))
                    .isTrue();
        }
    }

    @Test
    void common_documents_go_both_ways_in_every_format() {
        Object config = Json.parse("{\"name\":\"Ada\",\"server\":{\"port\":80,\"tls\":true,\"ratio\":0.5}}");
        for (String format : List.of("json", "yaml", "toml", "ini", "properties", "xml")) {
            String text = write(config, format);
            Object back = read(text, format);
            assertThat(Values.equal(format.equals("xml") ? Values.map("root", config) : config, back))
                    .as(text)
                    .isTrue();
        }
        Object rows =
                Json.parse("[{\"id\":1,\"name\":\"a,\\\"b\\\"\",\"ok\":true},{\"id\":2,\"name\":null,\"ok\":false}]");
        for (String format : List.of("csv", "jsonl", "json", "yaml")) {
            assertThat(Values.equal(rows, read(write(rows, format), format)))
                    .as(format)
                    .isTrue();
        }
    }

    @Test
    void other_programs_read_the_same_out_of_what_we_write() throws Exception {
        Object value = Json.parse("{\"t\":\"a\\n"
                + "\\\"b\\\" é😀\",\"n\":-3,\"f\":1e300,\"l\":[1,[2]],\"m\":{\"x"
                + " y\":{\"z\":true}},\"r\":[{\"a\":1},{\"a\":2}]}");
        String script = "import sys,json,tomllib;d=json.load(sys.stdin);print(json.dumps(tomllib.loads(d)))";
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", script)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeThat(false).as("python3 is not installed").isTrue();
            throw e;
        }
        process.getOutputStream().write(Json.write(write(value, "toml")).getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assumeThat(said).as("this python3 has tomllib").doesNotContain("No module named");
        assertThat(Values.equal(Json.parse(said), value)).as(said).isTrue();
    }

    @Test
    void says_the_place_of_what_cannot_be_kept() {
        String[][] cases = {
            {"{\"a\":{\"b\":null}}", "toml", "a.b: TOML has no null"},
            {"{\"a\":[1,null]}", "toml", "a[1]: TOML has no null"},
            {"[{\"a\":1},{\"b\":2}]", "csv", "[0].b: is missing, and would read back as null"},
            {"[{\"a\":\"5\"}]", "csv", "[0].a: \"5\" would read back as 5"},
            {"[{\"a\":[1]}]", "csv", "[0].a: a list or map fits no cell"},
            {"{\"r\":{\"a\":[1]}}", "xml", "r.a: [1] would read back as 1"},
            {"{\"r\":{\"a\":\"\"}}", "xml", "r.a: \"\" would read back as null"},
            {"{\"a\":{\"b\":{\"c\":1}}}", "ini", "a.b: INI has lists nowhere"},
            {"{\"a\":[1]}", "properties", "a: properties have no lists"},
            {"{\"a.b\":1}", "properties", "a.b: would not be there when read back"},
            {"{\"a b\":1}", "xml", "a b: 'a b' is no name of XML"},
        };
        for (String[] each : cases) {
            assertThat(converter
                            .fails(ErrorCode.FAILED, "convert", "input", each[0], "from", "json", "to", each[1])
                            .message())
                    .as("%s to %s", each[0], each[1])
                    .startsWith(each[2]);
        }
        assertThat(refused(ErrorCode.FAILED, "d = 2024-01-02\n", "toml")).startsWith("d: a date or time of TOML");
        assertThat(refused(ErrorCode.FAILED, "1: a\n", "yaml")).startsWith("1: the key is no text");
        assertThat(refused(ErrorCode.FAILED, "<a>x<b/>y</a>", "xml")).startsWith("a: has text between");
        assertThat(refused(ErrorCode.FAILED, "<a><b/><c/><b/></a>", "xml")).startsWith("a.b: stands apart");
        Map<String, @Nullable Object> allowed = converter.map(
                "convert",
                "input",
                "d = 2024-01-02\ne = \"5\"\n",
                "from",
                "toml",
                "to",
                "properties",
                "on_loss",
                "allow");
        assertThat(allowed).containsEntry("output", "d=2024-01-02\ne=5\n").containsEntry("loss_count", 2L);
        assertThat(converter
                        .fails(ErrorCode.FAILED, "convert", "input", Values.list(Double.NaN), "to", "json")
                        .message())
                .startsWith("[0]: JSON has no NaN");
        assertThat(converter.map("convert", "input", Values.list("5", 5), "to", "xml", "types", "text", "indent", 0))
                .containsEntry(
                        "output",
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                + "<root>\n"
                                + "<item>5</item>\n"
                                + "<item>5</item>\n"
                                + "</root>\n");
    }

    @Test
    void says_where_a_text_is_broken() {
        String[][] cases = {
            {"{\"a\": }", "json", "line 1"},
            {"1\n{\n", "jsonl", "line 2"},
            {"a: [1\nb: 2", "yaml", "line 2"},
            {"a: 1\na: 2\n", "yaml", "line 2"},
            {"a = \n", "toml", "line 1"},
            {"a = 1\na = 2\n", "toml", "line 2"},
            {"<a>\n<b></a>", "xml", "line 2"},
            {"a,b\n1,2\n3\n", "csv", "line 3"},
            {"a,a\n1,2\n", "csv", "two columns are 'a'"},
            {"[a\n", "ini", "line 1"},
            {"[a]\nx\n", "ini", "line 2"},
            {"x = 1\nx = 2\n", "ini", "line 2"},
            {"a=1\na=2\n", "properties", "'a' is there twice"},
            {"a=1\na.b=2\n", "properties", "'a.b' is below"},
            {"a=\\u12\n", "properties", "no properties"},
            {"--- 1\n--- 2\n", "yaml", "2 documents"},
        };
        for (String[] each : cases) {
            assertThat(refused(ErrorCode.INVALID_PARAMS, each[0], each[1]))
                    .as(each[0])
                    .contains(each[2]);
        }
    }

    @Test
    void hostile_texts_do_no_harm() {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            bomb.append(c).append(": &").append(c).append(" [");
            bomb.append(("*" + (char) (c - 1) + ",").repeat(9))
                    .append('*')
                    .append((char) (c - 1))
                    .append("]\n");
        }
        assertThat(refused(ErrorCode.LIMIT_EXCEEDED, bomb.toString(), "yaml")).contains("aliases");
        refused(ErrorCode.LIMIT_EXCEEDED, "&a [*a]", "yaml");
        refused(ErrorCode.INVALID_PARAMS, "!!java.net.URL [\"http://127.0.0.1/\"]", "yaml");
        refused(ErrorCode.INVALID_PARAMS, "!own x", "yaml");
        refused(ErrorCode.INVALID_PARAMS, "? [a]\n: b\n", "yaml");
        refused(ErrorCode.INVALID_PARAMS, "99999999999999999999", "yaml");
        String laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><l>&b;</l>";
        assertThat(refused(ErrorCode.INVALID_PARAMS, laughs, "xml")).contains("document type");
        refused(ErrorCode.INVALID_PARAMS, "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><l>&x;</l>", "xml");
        refused(ErrorCode.LIMIT_EXCEEDED, "<a>".repeat(300) + "</a>".repeat(300), "xml");
        for (String format : List.of("yaml", "json", "toml")) {
            String deep = (format.equals("toml") ? "a = " : "") + "[".repeat(5_000) + "]".repeat(5_000);
            ToolException e = null;
            try {
                read(deep, format);
            } catch (ToolException expected) {
                e = expected;
            }
            assertThat(e).as(format).isNotNull();
        }
        converter.fails(
                ErrorCode.LIMIT_EXCEEDED, "convert", "input", "x".repeat((16 << 20) + 1), "from", "ini", "to", "json");
    }

    @Test
    void works_on_files_and_tells_their_formats(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.yml"), "\uFEFF- {a: 1, b: x}\n");
        ToolTester here = converter.in(folder);
        assertThat(here.map("convert", "input_file", "a.yml", "output_file", "b.tsv"))
                .containsEntry("from", "yaml")
                .containsEntry("to", "csv");
        assertThat(folder.resolve("b.tsv")).hasContent("a\tb\n1\tx\n");
        here.fails(ErrorCode.INVALID_PARAMS, "convert", "input_file", "a.yml", "output_file", "c");
        here.fails(ErrorCode.FAILED, "convert", "input", Values.list(Values.map("a", "5")), "output_file", "n.csv");
        assertThat(folder.resolve("n.csv")).doesNotExist();
        converter.fails(ErrorCode.DENIED, "convert", "input_file", "/etc/hostname", "from", "ini", "to", "json");
        here.fails(ErrorCode.DENIED, "convert", "input", Values.list(), "output_file", "/tmp/no.json");
        here.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "value", "output_file", "v");
    }

    @Test
    void says_which_arguments_do_not_fit() {
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "to", "json");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", "a", "to", "json");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1);
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "ron");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "toml");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "jsonl");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", Values.list(1), "to", "csv");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "xml", "root", "1");
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "json", "indent", 9);
        converter.fails(ErrorCode.INVALID_PARAMS, "convert", "input", 1, "to", "csv", "delimiter", "ab");
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        for (String format : FORMATS) {
            if (!format.equals("xml")) {
                converter
                        .cancelledBy(cancelled)
                        .fails(
                                ErrorCode.CANCELLED,
                                "convert",
                                "input",
                                format.equals("jsonl") || format.equals("csv")
                                        ? Values.list(Values.map("a", 1))
                                        : Values.map("a", 1),
                                "to",
                                format);
            }
        }
        assertThat(Objects.requireNonNull(read("<a><b>1</b></a>", "xml")))
                .isEqualTo(Values.map("a", Values.map("b", 1)));
    }
}

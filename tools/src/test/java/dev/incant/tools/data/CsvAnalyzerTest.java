package dev.incant.tools.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.BufferedWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvAnalyzerTest implements ToolContract {
    private static final String PEOPLE = """
            name,unit price,age,city,paid
            Ada,10.5,36,London,true
            Bob,3,,Paris,false
            "Éve, jr.",100,20,,no
            """;

    private final ToolTester csv = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new CsvAnalyzer();
    }

    private @Nullable Object filtered(String filter) {
        List<String> names = new ArrayList<>();
        for (Object row :
                (List<?>) Objects.requireNonNull(csv.map("filter", "input", PEOPLE, "filter", filter, "format", "json")
                        .get("data"))) {
            names.add(String.valueOf(((Map<?, ?>) Objects.requireNonNull(row)).get("name")));
        }
        return String.join(";", names);
    }

    @Test
    void filters_by_real_expressions() {
        assertThat(filtered("`unit price` > 5 and (city == \"London\" or not paid)"))
                .isEqualTo("Ada;Éve, jr.");
        assertThat(filtered("age is null")).isEqualTo("Bob");
        assertThat(filtered("age is not null && city is null")).isEqualTo("Éve, jr.");
        assertThat(filtered("age < 100")).isEqualTo("Ada;Éve, jr.");
        assertThat(filtered("age != 36")).isEqualTo("Bob;Éve, jr.");
        assertThat(filtered("city in (\"Paris\", 'London')")).isEqualTo("Ada;Bob");
        assertThat(filtered("city not in [\"Paris\"]")).isEqualTo("Ada;Éve, jr.");
        assertThat(filtered("name contains \"b\" or name starts_with \"É\"")).isEqualTo("Bob;Éve, jr.");
        assertThat(filtered("name ends_with \"a\"")).isEqualTo("Ada");
        assertThat(filtered("name not matches \"^[A-Z]\"")).isEqualTo("Éve, jr.");
        assertThat(filtered("matches(lower(city), \"^lon\")")).isEqualTo("Ada");
        assertThat(filtered("`unit price` * 2 + 1 >= 22 and -`unit price` < 0")).isEqualTo("Ada;Éve, jr.");
        assertThat(filtered("paid == true or length(name) = 3 and !paid")).isEqualTo("Ada;Bob");
        assertThat(filtered("1 + 2 * 3 == 7 and 10 / 4 == 2.5 and 7 % 4 == 3 and 0.1 + 0.2 == 0.3"))
                .isEqualTo("Ada;Bob;Éve, jr.");
        assertThat(filtered("city == ''")).isEqualTo("Éve, jr.");
        assertThat(filtered("name == \"Bob\" || if(paid, age, 0) > 30")).isEqualTo("Ada;Bob");
    }

    @Test
    void says_where_an_expression_is_wrong() {
        assertThat(csv.fails(ErrorCode.INVALID_PARAMS, "filter", "input", PEOPLE, "filter", "agee > 1")
                        .message())
                .contains("no column 'agee'", "age", "column 1");
        for (String wrong : List.of(
                "age >",
                "(age",
                "age > 1 1",
                "age in 5",
                "\"x",
                "nope(1)",
                "round()",
                "name matches \"(\"",
                "name matches city",
                "age is 5",
                "1..2 > 0",
                "",
                "(".repeat(500),
                "#")) {
            csv.fails(ErrorCode.INVALID_PARAMS, "filter", "input", PEOPLE, "filter", wrong);
        }
        assertThat(csv.fails(ErrorCode.FAILED, "filter", "input", PEOPLE, "filter", "name * 2 > 1")
                        .message())
                .contains("row 1", "'Ada' is no number");
        csv.fails(ErrorCode.FAILED, "filter", "input", PEOPLE, "filter", "1 / 0 > 1");
        csv.fails(ErrorCode.FAILED, "filter", "input", PEOPLE, "filter", "not name");
        csv.fails(ErrorCode.INVALID_PARAMS, "filter", "input", PEOPLE);
        csv.fails(ErrorCode.INVALID_PARAMS, "filter", "filter", "1 > 0");
        csv.fails(ErrorCode.INVALID_PARAMS, "analyze", "input", "");
    }

    @Test
    void takes_parameters_nested_in_options_too() {
        assertThat(csv.map("filter", "input", "a\n1\n2\n", "options", Values.map("filter", "a > 1")))
                .containsEntry("output", "a\n2\n");
        csv.fails(ErrorCode.INVALID_PARAMS, "filter", "input", "a\n1\n", "options", Values.map("filtre", "a > 1"));
    }

    @Test
    void describes_columns_with_true_medians() {
        Map<String, @Nullable Object> result =
                csv.map("analyze", "input", "n;d;t\n1;2025-01-01;x\n2;2025-02-01;y\n10;;x\n-4;2025-03-01;\n");
        assertThat(result)
                .containsEntry("delimiter", ";")
                .containsEntry("row_count", 4L)
                .containsEntry("file_size_bytes", 57L);
        List<?> columns = (List<?>) Objects.requireNonNull(result.get("columns"));
        Map<?, ?> n = (Map<?, ?>) Objects.requireNonNull(columns.get(0));
        assertThat(n.get("data_type")).isEqualTo("Integer");
        assertThat(n.get("median")).isEqualTo(1.5);
        assertThat(n.get("mean")).isEqualTo(2.25);
        assertThat(n.get("q1")).isEqualTo(-0.25);
        assertThat(n.get("min_value")).isEqualTo(-4L);
        assertThat((Double) n.get("std_dev")).isCloseTo(5.018714, within(1e-6));
        Map<?, ?> d = (Map<?, ?>) Objects.requireNonNull(columns.get(1));
        assertThat(d.get("data_type")).isEqualTo("Date");
        assertThat(d.get("null_count")).isEqualTo(1L);
        assertThat(d.get("median")).isNull();
        assertThat(((Map<?, ?>) Objects.requireNonNull(columns.get(2))).get("unique_count"))
                .isEqualTo(2L);
    }

    @Test
    void finds_the_dialect() {
        record Expected(String text, String delimiter, boolean header) {}
        for (Expected each : List.of(
                new Expected("a,b\n1,2\n", ",", true),
                new Expected("a\tb\n1\t2\n", "\t", true),
                new Expected("a|b|c\n1|2|3\n", "|", true),
                new Expected("x;y\n\"1,5\";2\n\"3,5\";4\n", ";", true),
                new Expected("only\n1\n2\n", ",", true),
                new Expected("1,2\n3,4\n", ",", false),
                new Expected("a,\"b;c;d\"\r\n1,\"x;y;z\"\r\n", ",", true))) {
            assertThat(csv.map("analyze", "input", each.text))
                    .as(each.text)
                    .containsEntry("delimiter", each.delimiter)
                    .containsEntry("has_headers", each.header);
        }
    }

    @Test
    void reports_ragged_rows_and_doubled_names_and_drops_no_row() {
        Map<String, @Nullable Object> result = csv.map("convert", "input", "a,a,\n1\n\"1\n2\",2,3,4\n5,6,7\n");
        assertThat(result)
                .containsEntry("parse_error_count", 4L)
                .containsEntry("row_count", 3L)
                .containsEntry(
                        "data",
                        Values.list(
                                Values.map("a", 1, "a_2", null, "column_3", null),
                                Values.map("a", "1\n2", "a_2", 2, "column_3", 3),
                                Values.map("a", 5, "a_2", 6, "column_3", 7)));
        assertThat(String.valueOf(result.get("parse_errors")))
                .contains("line=2", "has 1 fields, not 3", "line=3", "has 4 fields");
        csv.fails(ErrorCode.FAILED, "analyze", "input", "a,b\n1,\"x\n");
    }

    @Test
    void converts_with_types_that_lose_nothing() {
        assertThat(csv.map("convert", "input", "v\n007\n1.50\n1e3\ntrue\n\"\"\n12345678901234567890\n0.1\n-0\nTRUE\n")
                        .get("data"))
                .isEqualTo(List.of(
                        Values.map("v", "007"),
                        Values.map("v", 1.5),
                        Values.map("v", 1000),
                        Values.map("v", true),
                        Values.map("v", null),
                        Values.map("v", "12345678901234567890"),
                        Values.map("v", 0.1),
                        Values.map("v", 0),
                        Values.map("v", "TRUE")));
        assertThat(csv.map("convert", "input", "a,b\n1,\n", "format", "jsonlines"))
                .containsEntry("output", "{\"a\":1,\"b\":null}\n");
        assertThat(csv.map("convert", "input", "a,b\n1,x;y\n", "format", "csv", "output_delimiter", "semicolon"))
                .containsEntry("output", "a;b\n1;\"x;y\"\n");
        csv.fails(ErrorCode.INVALID_PARAMS, "convert", "input", "a\n1\n", "format", "parquet");
    }

    @Test
    void reads_tables_as_python_does(@TempDir Path folder) throws Exception {
        String text = "a,b,c\r\n1,\"x \"\"y\"\"\",\r\n\"l1\nl2\",\" s \",é\r\n,,\"\"\r\n";
        Files.writeString(folder.resolve("t.csv"), text);
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')))))",
                        folder.resolve("t.csv").toString())
                .start();
        String answer = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        org.assertj.core.api.Assumptions.assumeThat(python.waitFor()).isZero();
        assertThat(csv.in(folder)
                        .map("convert", "path", "t.csv", "infer_types", false)
                        .get("data"))
                .isEqualTo(dev.incant.kernel.value.Json.parse(answer));
    }

    @Property(tries = 300)
    void a_converted_table_reads_back_as_it_was(@ForAll long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(4);
        List<List<String>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder("c1");
        for (int i = 1; i < width; i++) {
            text.append(',').append('c').append(i + 1);
        }
        text.append('\n');
        for (int r = 0; r < 1 + random.nextInt(5); r++) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                StringBuilder cell = new StringBuilder(i == 0 && random.nextBoolean() ? "k" : "");
                for (int n = random.nextInt(6); n > 0; n--) {
                    cell.append("a1,;\t|\"'\n\r é\uD83D\uDE00"
                            .codePoints()
                            .skip(random.nextInt(13))
                            .mapToObj(Character::toString)
                            .findFirst()
                            .orElse("z"));
                }
                row.add(cell.toString());
                text.append(i == 0 ? "\"" : ",\"")
                        .append(cell.toString().replace("\"", "\"\""))
                        .append('"');
            }
            rows.add(row);
            text.append('\n');
        }
        String delimiter = List.of("comma", "tab", "pipe", "semicolon").get(random.nextInt(4));
        Object converted = csv.map(
                        "convert",
                        "input",
                        text.toString(),
                        "delimiter",
                        ",",
                        "has_headers",
                        true,
                        "format",
                        "csv",
                        "output_delimiter",
                        delimiter)
                .get("output");
        Object data = csv.map(
                        "convert",
                        "input",
                        converted,
                        "delimiter",
                        delimiter,
                        "has_headers",
                        true,
                        "infer_types",
                        false)
                .get("data");
        List<List<@Nullable Object>> back = new ArrayList<>();
        for (Object row : (List<?>) Objects.requireNonNull(data)) {
            back.add(new ArrayList<>(((Map<?, ?>) Objects.requireNonNull(row)).values()));
        }
        assertThat(back).isEqualTo(rows);
    }

    @Test
    void transforms_sorts_and_refuses_what_is_not_there() {
        assertThat(csv.map(
                        "transform",
                        "input",
                        PEOPLE,
                        "add_columns",
                        Values.map("x", "age + 1", "label", "name & \"/\" & age"),
                        "sort_by",
                        Values.list("-x", "name"),
                        "select_columns",
                        Values.list("label", "x")))
                .containsEntry("output", "label,x\nAda/36,37\n\"Éve, jr./20\",21\nBob/,\n");
        csv.fails(ErrorCode.INVALID_PARAMS, "transform", "input", PEOPLE, "drop_columns", Values.list("nope"));
        csv.fails(ErrorCode.INVALID_PARAMS, "transform", "input", "a\n1\n", "drop_columns", Values.list("a"));
        csv.fails(ErrorCode.INVALID_PARAMS, "transform", "input", PEOPLE, "rename_columns", Values.map("age", "name"));
    }

    @Test
    void samples_are_repeatable_and_fair() {
        StringBuilder text = new StringBuilder("n,g\n");
        for (int i = 0; i < 1_000; i++) {
            text.append(i).append(i % 10 == 0 ? ",rare\n" : ",usual\n");
        }
        String input = text.toString();
        Object once = csv.map("sample", "input", input, "size", 50, "seed", 3).get("output");
        assertThat(csv.map("sample", "input", input, "size", 50, "seed", 3).get("output"))
                .isEqualTo(once);
        assertThat(csv.map("sample", "input", input, "size", 50, "seed", 4).get("output"))
                .isNotEqualTo(once);
        String strata = String.valueOf(
                csv.map("sample", "input", input, "size", 50, "method", "stratified", "by", "g", "seed", 1)
                        .get("output"));
        assertThat(strata.split("rare", -1)).hasSize(6);
        assertThat(strata.split("usual", -1)).hasSize(46);
        assertThat(csv.map("sample", "input", input, "size", 50, "method", "systematic", "seed", 1))
                .containsEntry("row_count", 50L);
        csv.fails(ErrorCode.INVALID_PARAMS, "sample", "input", input, "method", "stratified");
        // Each of five rows is drawn in about two of five samples of two.
        Map<String, Integer> drawn = new HashMap<>();
        for (int seed = 0; seed < 2_000; seed++) {
            for (String row : String.valueOf(csv.map("sample", "input", "n\n1\n2\n3\n4\n5\n", "size", 2, "seed", seed)
                            .get("output"))
                    .substring(2)
                    .strip()
                    .split("\n")) {
                drawn.merge(row, 1, Integer::sum);
            }
        }
        assertThat(drawn.values())
                .hasSize(5)
                .allSatisfy(count -> assertThat(count).isBetween(680, 920));
    }

    @Test
    void validates_by_rules() {
        String input = "id,mail,t,kind,d\n1,a@b.org,-11,x,2025-01-01\n1,nobody,5,z,2025-13-01\n,x@y.de,abc,y,\n";
        Map<String, @Nullable Object> result = csv.map(
                "validate",
                "input",
                input,
                "rules",
                Values.map(
                        "id",
                        Values.list("required", "unique"),
                        "mail",
                        "email",
                        "t",
                        "range:-10--5",
                        "kind",
                        "oneof:x|y",
                        "d",
                        "type:date"));
        List<String> found = new ArrayList<>();
        for (Object error : (List<?>) Objects.requireNonNull(result.get("errors"))) {
            Map<?, ?> map = (Map<?, ?>) Objects.requireNonNull(error);
            found.add(map.get("row") + " " + map.get("column") + " " + map.get("error"));
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "1 t is less than -10",
                        "2 id is the same as in row 1",
                        "2 mail is no e-mail address",
                        "2 t is more than -5",
                        "2 kind is not one of x, y",
                        "2 d is no date such as 2025-01-31",
                        "3 id is empty",
                        "3 t is no number");
        for (String wrong : List.of("range:", "range:5-1", "type:thing", "regex:(", "maybe")) {
            csv.fails(ErrorCode.INVALID_PARAMS, "validate", "input", input, "rules", Values.map("id", wrong));
        }
        csv.fails(ErrorCode.INVALID_PARAMS, "validate", "input", input, "rules", Values.map("nope", "email"));
        csv.fails(ErrorCode.INVALID_PARAMS, "validate", "input", input);
    }

    @Test
    void aggregates_exactly() {
        Map<String, @Nullable Object> result = csv.map(
                "aggregate",
                "input",
                "k,v\nb,0.1\na,1\nb,0.2\na,\nb,x\n",
                "group_by",
                Values.list("k"),
                "aggregations",
                Values.map("v", Values.list("sum", "mean", "min", "max", "count", "count_distinct", "median")));
        assertThat(result.get("groups"))
                .isEqualTo(Values.list(
                        Values.map(
                                "k",
                                "a",
                                "count",
                                2,
                                "v_sum",
                                1,
                                "v_mean",
                                1.0,
                                "v_min",
                                1,
                                "v_max",
                                1,
                                "v_count",
                                1,
                                "v_count_distinct",
                                1,
                                "v_median",
                                1.0),
                        Values.map(
                                "k",
                                "b",
                                "count",
                                3,
                                "v_sum",
                                0.3,
                                "v_mean",
                                0.15,
                                "v_min",
                                0.1,
                                "v_max",
                                "x",
                                "v_count",
                                3,
                                "v_count_distinct",
                                3,
                                "v_median",
                                0.15000000000000002)));
        csv.fails(ErrorCode.INVALID_PARAMS, "aggregate", "input", "k\n1\n", "aggregations", Values.map("k", "avg"));
    }

    @Test
    void reads_files_with_marks_and_other_encodings_and_names_bad_bytes(@TempDir Path folder) throws Exception {
        ToolTester here = csv.in(folder);
        Files.writeString(folder.resolve("bom.csv"), "\uFEFFé,b\n1,2\n");
        assertThat(here.map("analyze", "path", "bom.csv")).containsEntry("encoding", "UTF-8 with BOM");
        assertThat(here.map("convert", "path", "bom.csv").get("data"))
                .isEqualTo(Values.list(Values.map("é", 1, "b", 2)));
        Files.write(folder.resolve("old.csv"), "a,b\n1,2\né,€\n".getBytes(Charset.forName("windows-1252")));
        ToolException bad = here.fails(ErrorCode.FAILED, "analyze", "path", "old.csv");
        assertThat(bad.message()).contains("line 3", "windows-1252");
        assertThat(here.map("convert", "path", "old.csv", "encoding", "windows-1252")
                        .get("data"))
                .isEqualTo(Values.list(Values.map("a", 1, "b", 2), Values.map("a", "é", "b", "€")));
        Files.write(folder.resolve("wide.csv"), "\uFEFFa\n1\n".getBytes(StandardCharsets.UTF_16LE));
        here.fails(ErrorCode.FAILED, "analyze", "path", "wide.csv");
        assertThat(here.map("filter", "path", "bom.csv", "filter", "b == 2", "output_path", "out.csv"))
                .containsEntry("row_count", 1L)
                .doesNotContainKey("output");
        assertThat(folder.resolve("out.csv")).hasContent("é,b\n1,2");
        here.map("convert", "path", "bom.csv", "output_path", "out.json");
        assertThat(folder.resolve("out.json")).hasContent("[\n{\"é\":1,\"b\":2}\n]");
        // A filter that fails leaves nothing behind.
        here.fails(ErrorCode.FAILED, "filter", "path", "bom.csv", "filter", "1 / 0 > b", "output_path", "none.csv");
        assertThat(folder.resolve("none.csv")).doesNotExist();
        csv.fails(ErrorCode.DENIED, "analyze", "path", "/etc/hostname");
    }

    @Test
    void streams_large_files_with_good_approximations_and_stops_when_cancelled(@TempDir Path folder) throws Exception {
        int rows = 400_000;
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("big.csv"))) {
            out.write("id,v\n");
            for (int i = 0; i < rows; i++) {
                out.write(i + "," + (i * 7919L % rows) + "\n");
            }
        }
        ToolTester here = csv.in(folder);
        Map<?, ?> v = (Map<?, ?>) Objects.requireNonNull(((List<?>) Objects.requireNonNull(
                        here.map("analyze", "path", "big.csv").get("columns")))
                .get(1));
        assertThat(v.get("quantiles_exact")).isEqualTo(false);
        assertThat((Double) v.get("median")).isCloseTo(rows / 2.0, within(rows * 0.001));
        assertThat((Double) v.get("q1")).isCloseTo(rows / 4.0, within(rows * 0.001));
        assertThat((Long) v.get("unique_count")).isBetween((long) (rows * 0.97), (long) (rows * 1.03));
        assertThat(v.get("mean")).isEqualTo((rows - 1) / 2.0);
        // More than the memory or output allowed: a clear end rather than an out-of-memory.
        ToolTester strict = here.within(Limits.STRICT.withMemory(1 << 20));
        assertThat(strict.fails(ErrorCode.LIMIT_EXCEEDED, "convert", "path", "big.csv")
                        .message())
                .contains("output_path");
        strict.fails(
                ErrorCode.LIMIT_EXCEEDED,
                "transform",
                "path",
                "big.csv",
                "sort_by",
                Values.list("v"),
                "output_path",
                "o.csv");
        strict.fails(ErrorCode.LIMIT_EXCEEDED, "aggregate", "path", "big.csv", "group_by", "id");
        Cancellation cancellation = new Cancellation();
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(30));
            } catch (InterruptedException e) {
                return;
            }
            cancellation.cancel();
        });
        here.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "sample", "path", "big.csv", "method", "systematic", "size", 100_000);
    }
}

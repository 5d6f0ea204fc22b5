package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import dev.incant.kernel.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ToolInvokeTest {
    @TempDir
    Path folder;

    private Result run(String... line) {
        return new CliLauncher(folder).run(line);
    }

    private static Map<?, ?> error(Result result) {
        return (Map<?, ?>) Objects.requireNonNull(CliLauncher.map(result.out()).get("error"));
    }

    @Test
    void text_is_the_headline_alone() {
        assertThat(run("tool", "invoke", "calculator", "2 + 2 * 3")).isEqualTo(new Result(0, "8\n", ""));
    }

    @Test
    void json_is_exactly_the_result() {
        assertThat(run("tool", "invoke", "calculator", "2 + 2 * 3", "--output", "json")
                        .out())
                .isEqualTo("{\"result\":8,\"result_type\":\"integer\",\"input\":\"2 + 2 * 3\",\"variables\":{}}\n");
    }

    @Test
    void jsonl_ends_with_the_result() {
        List<String> lines = run("tool", "invoke", "calculator", "1 + 1", "--output=jsonl")
                .out()
                .lines()
                .toList();
        assertThat(Json.parse(lines.getLast()))
                .isInstanceOfSatisfying(
                        Map.class, last -> assertThat(last.get("type")).isEqualTo("result"));
    }

    @Test
    void an_expression_that_begins_with_a_minus_is_no_option() {
        assertThat(run("tool", "invoke", "calculator", "-2 + 3").out()).isEqualTo("1\n");
        assertThat(run("tool", "invoke", "calculator", "-x + 3", "variables.x=1")
                        .out())
                .isEqualTo("2\n");
    }

    @Test
    void a_value_comes_from_standard_input_or_a_file() throws IOException {
        assertThat(new CliLauncher(folder)
                        .input("6 * 7")
                        .run("tool", "invoke", "calculator", "-")
                        .out())
                .isEqualTo("42\n");
        Files.writeString(folder.resolve("e.txt"), "6 * 8");
        assertThat(run("tool", "invoke", "calculator", "@e.txt").out()).isEqualTo("48\n");
        assertThat(run("tool", "invoke", "calculator", "expression=@e.txt").out())
                .isEqualTo("48\n");
        assertThat(run("tool", "invoke", "base64_encoder.encode", "@@e").out()).isEqualTo("QGU=\n");
    }

    @Test
    void parameters_come_as_json_from_the_line_a_file_or_standard_input() throws IOException {
        String json = "{\"expression\": \"x * 2\", \"variables\": {\"x\": 4}}";
        Files.writeString(folder.resolve("p.json"), json);
        assertThat(run("tool", "invoke", "calculator", "--params", json).out()).isEqualTo("8\n");
        assertThat(run("tool", "invoke", "calculator", "--params=@p.json").out())
                .isEqualTo("8\n");
        assertThat(new CliLauncher(folder)
                        .input(json)
                        .run("tool", "invoke", "calculator", "--params", "-")
                        .out())
                .isEqualTo("8\n");
    }

    @Test
    void values_are_typed_by_the_schema() {
        assertThat(run("tool", "invoke", "calculator", "x / 4", "variables={\"x\": 2}")
                        .out())
                .isEqualTo("0.5\n");
        assertThat(run("tool", "invoke", "base64_encoder", "encode", "fbff00", "binary_input=true", "variant=url-safe")
                        .out())
                .isEqualTo("-_8A\n");
    }

    @Test
    void an_operation_is_named_by_a_dot_a_word_or_a_parameter() {
        assertThat(run("tool", "invoke", "base64_encoder.encode", "hi").out()).isEqualTo("aGk=\n");
        assertThat(run("tool", "invoke", "base64_encoder", "encode", "hi").out())
                .isEqualTo("aGk=\n");
        assertThat(run("tool", "invoke", "base64_encoder", "operation=encode", "input=hi")
                        .out())
                .isEqualTo("aGk=\n");
        assertThat(run("tool", "invoke", "base64-encoder", "--params", "{\"operation\":\"encode\",\"input\":\"hi\"}")
                        .out())
                .isEqualTo("aGk=\n");
        Result none = run("tool", "invoke", "base64_encoder");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("encode, decode");
    }

    @Test
    void what_follows_two_dashes_is_a_bare_argument() {
        assertThat(run("tool", "invoke", "base64_encoder.encode", "--", "a=b").out())
                .isEqualTo("YT1i\n");
        assertThat(run("tool", "invoke", "base64_encoder.encode", "--", "-").out())
                .isEqualTo("LQ==\n");
        Result without = run("tool", "invoke", "base64_encoder.encode", "a=b");
        assertThat(without.exit()).isEqualTo(2);
        assertThat(without.err()).contains("no parameter 'a'").contains("goes after --");
    }

    @Test
    void unknown_names_are_answered_with_the_nearest() {
        Result tool = run("tool", "invoke", "calculater", "1");
        assertThat(tool.exit()).isEqualTo(3);
        assertThat(tool.err()).contains("'calculater'").contains("did you mean 'calculator'?");
        Result operation = run("tool", "invoke", "calculator.evaluat", "1");
        assertThat(operation.exit()).isEqualTo(3);
        assertThat(operation.err()).contains("did you mean 'evaluate'?");
        Result parameter = run("tool", "invoke", "calculator", "expresion=1");
        assertThat(parameter.exit()).isEqualTo(2);
        assertThat(parameter.err()).contains("did you mean 'expression'?").contains("incant tool info calculator");
        Result flag = run("tool", "invoke", "calculator", "1", "--tiemout", "5s");
        assertThat(flag.exit()).isEqualTo(2);
        assertThat(flag.err()).contains("did you mean '--timeout'?").contains("incant tool invoke --help");
        Result command = run("tool", "invok", "x");
        assertThat(command.exit()).isEqualTo(2);
        assertThat(command.err()).contains("did you mean 'invoke'?");
        assertThat(run("tol", "list").err()).contains("did you mean 'tool'?");
    }

    @Test
    void a_failure_is_json_on_output_and_a_line_on_error() {
        Result result = run("tool", "invoke", "calculator", "2 +", "--output", "json");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(error(result).get("code")).isEqualTo("invalid_params");
        assertThat(error(result).get("message")).isInstanceOf(String.class);
        assertThat(error(result).containsKey("details")).isTrue();
        assertThat(result.err()).startsWith("error: ");
    }

    @Test
    void mistakes_in_the_command_line_are_json_too() {
        Result flag = run("tool", "invoke", "calculator", "1", "--nonsense", "--output", "json");
        assertThat(flag.exit()).isEqualTo(2);
        assertThat(error(flag).get("code")).isEqualTo("invalid_params");
        assertThat(error(run("nonsense", "--output", "json")).get("code")).isEqualTo("invalid_params");
    }

    @Test
    void all_problems_are_told_at_once() {
        Result result = run("tool", "invoke", "base64_encoder.encode", "hi", "padding=maybe", "variant=odd");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("padding")
                .contains("maybe")
                .contains("variant")
                .contains("odd");
    }

    @Test
    void bad_json_is_told_with_line_and_column() {
        Result result = run("tool", "invoke", "calculator", "--params", "{\n  \"expression\": }", "--output", "json");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(error(result).get("message")).asString().contains("--params").contains("line 2, column 17");
        assertThat(run("tool", "invoke", "calculator", "x", "variables={\"x\": 1")
                        .err())
                .contains("variables: bad JSON at line 1");
        assertThat(run("tool", "invoke", "calculator", "--params", "[1]").err()).contains("must be a JSON object");
    }

    @Test
    void a_value_may_not_be_given_twice() {
        assertThat(run("tool", "invoke", "calculator", "1", "expression=2").err())
                .contains("given twice");
        assertThat(run("tool", "invoke", "calculator", "1", "--params", "{\"expression\": \"2\"}")
                        .exit())
                .isEqualTo(2);
        assertThat(run("tool", "invoke", "calculator", "1", "+", "1").err()).contains("put quotes around '1 + 1'");
    }

    @Test
    void files_that_cannot_be_read_are_told_of() throws IOException {
        assertThat(run("tool", "invoke", "calculator", "@none.txt").exit()).isEqualTo(3);
        Files.createDirectory(folder.resolve("d"));
        assertThat(run("tool", "invoke", "calculator", "@d").err()).contains("d is a folder");
        Files.write(folder.resolve("b"), new byte[] {(byte) 0xff, 0});
        Result bytes = run("tool", "invoke", "calculator", "@b");
        assertThat(bytes.exit()).isEqualTo(2);
        assertThat(bytes.err()).contains("b is not UTF-8");
    }

    @Test
    void a_query_that_names_files_grants_them_and_no_others() throws IOException {
        Files.createDirectory(folder.resolve("logs"));
        Files.writeString(folder.resolve("orders.csv"), "region,amount\nnorth,2\nsouth,3\n");
        Files.writeString(folder.resolve("logs/a.csv"), "level\nhigh\n");
        String sum = "select region, amount from 'orders.csv' where region <> 'no.rth' order by 1";
        assertThat(run("tool", "invoke", "sql_query", sum))
                .isEqualTo(new Result(0, "region  amount\nnorth        2\nsouth        3\n", ""));
        assertThat(run("tool", "invoke", "sql_query", "select * from 'logs/*.csv'", "--output=json")
                        .out())
                .contains("\"rows\":[{\"level\":\"high\"}]");
        assertThat(run("tool", "invoke", "sql_query", sum, "--strict").exit()).isEqualTo(4);
        assertThat(NamedGrants.filesIn("from 'book.xlsx#Se cond', 'b.XLSX'")).containsExactly("book.xlsx", "b.XLSX");
        assertThat(NamedGrants.filesIn("select 'a/b', '/', '..', 'x.csv', 'd/*.json', '*.csv' from 'open.csv"))
                .containsExactly("x.csv", "d/", ".");
    }

    @Test
    void naming_a_file_grants_it_unless_strict() throws IOException {
        Files.writeString(folder.resolve("note.txt"), "hi");
        assertThat(run("tool", "invoke", "base64_encoder.encode", "input_file=note.txt"))
                .isEqualTo(new Result(0, "aGk=\n", ""));
        Result strict = run("tool", "invoke", "base64_encoder.encode", "input_file=note.txt", "--strict");
        assertThat(strict.exit()).isEqualTo(4);
        assertThat(strict.err()).contains("--allow-read=");
        assertThat(run("tool", "invoke", "base64_encoder.encode", "input_file=note.txt", "--strict", "--allow-read=.")
                        .exit())
                .isZero();
        assertThat(run("tool", "invoke", "base64_encoder.encode", "input_file=note.txt", "--deny-read=note.txt")
                        .exit())
                .isEqualTo(4);
        assertThat(run("tool", "invoke", "base64_encoder.encode", "input_file=note.txt", "-A", "--deny-read")
                        .exit())
                .isEqualTo(4);
    }

    @Test
    void limits_are_checked_before_anything_runs() {
        assertThat(run("tool", "invoke", "calculator", "1", "--timeout", "5 parsecs")
                        .err())
                .contains("--timeout must be a time such as 500ms, 5s, 2m or 1h, not '5 parsecs'");
        assertThat(run("tool", "invoke", "calculator", "1", "--memory=much").exit())
                .isEqualTo(2);
        assertThat(run("tool", "invoke", "calculator", "1", "--steps=0").exit()).isEqualTo(2);
        assertThat(run("tool", "invoke", "calculator", "1", "--timeout").err()).contains("--timeout needs a value");
        assertThat(run("tool", "invoke", "calculator", "1", "--output", "yaml").err())
                .contains("must be text, json or jsonl");
    }

    @Test
    void the_trace_shows_request_and_reply() {
        Result result = run("tool", "invoke", "calculator", "1 + 1", "--trace");
        assertThat(result.out()).isEqualTo("2\n");
        assertThat(result.err())
                .contains("> {\"id\":\"c-1\",\"type\":\"tool_request\"")
                .contains("\"tool_reply\"");
    }
}

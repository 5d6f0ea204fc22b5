package dev.incant.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import dev.incant.tools.data.CsvAnalyzer;
import dev.incant.tools.data.JsonProcessor;
import dev.incant.tools.file.FileSearch;
import dev.incant.tools.text.Base64Encoder;
import dev.incant.tools.text.HashCalculator;
import dev.incant.tools.text.TemplateEngine;
import dev.incant.tools.text.TextManipulator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Long operations stop in the middle. Each input is large enough to keep its operation busy for longer than it is
/// given here.
///
/// What is measured is the processor time of the call's thread between the cancelling and the end, which a busy machine
/// does not lengthen. With `-Dincant.stops=print` the figures are printed.
final class StopInTheMiddleTest {
    /// How long an operation works before it is cancelled.
    private static final Duration WORK = Duration.ofMillis(Integer.getInteger("incant.work", 120));

    /// The design says 50 ms; what is not compiled yet, and what the machine does besides, takes the rest.
    private static final Duration BOUND = Duration.ofMillis(300);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    static Path folder;

    private record Case(String name, Tool tool, String operation, Supplier<Map<String, @Nullable Object>> params) {}

    private static Case jq(String query, Supplier<@Nullable Object> input) {
        return new Case(
                "jq " + query,
                new JsonProcessor(),
                "query",
                () -> Values.map("input", Values.list(input.get()), "query", ".[0] | " + query + " | length"));
    }

    private static Case json(String operation, Supplier<Map<String, @Nullable Object>> params) {
        return new Case("json " + operation, new JsonProcessor(), operation, params);
    }

    private static Case text(String operation, Supplier<String> input, @Nullable Object... options) {
        return new Case("text " + operation, new TextManipulator(), operation, () -> {
            Map<String, @Nullable Object> params = Values.map("input", input.get());
            params.putAll(Values.map(options));
            return params;
        });
    }

    private static Case csv(String operation, @Nullable Object... options) {
        return new Case("csv " + operation + " " + options[0], new CsvAnalyzer(), operation, () -> {
            Map<String, @Nullable Object> params = Values.map("input", table(400_000));
            params.putAll(Values.map(options));
            return params;
        });
    }

    private static Stream<Case> jqCases() {
        return Stream.of(
                jq("sort", () -> words(700_000)),
                jq("unique", () -> words(700_000)),
                jq("group_by(.)", () -> words(500_000)),
                jq("sort_by(.[1:])", () -> words(500_000)),
                jq(". - [\"x\"] - .", () -> words(700_000)),
                jq("keys", () -> members(700_000)),
                jq(". * .", () -> members(1_000_000)),
                jq("with_entries(.)", () -> members(300_000)),
                jq("contains([\"none\"]) | [.]", () -> words(3_000_000)),
                jq("tojson", () -> words(1_500_000)),
                jq("@json \"\\(.)\"", () -> words(1_500_000)),
                jq("tojson | fromjson", () -> words(700_000)),
                jq("explode", () -> "añ".repeat(8_000_000)),
                jq("explode | implode", () -> "añ".repeat(3_000_000)),
                jq("ascii_upcase | ascii_downcase | ascii_upcase", () -> "ab".repeat(20_000_000)),
                jq("split(\"\")", () -> "ab".repeat(4_000_000)),
                jq("split(\"a\")", () -> "ab".repeat(6_000_000)),
                jq("indices(\"a\")", () -> "ab".repeat(8_000_000)),
                jq("@uri", () -> "a ".repeat(10_000_000)),
                jq("@base32", () -> "ab".repeat(20_000_000)),
                jq("[test(\"(a?){40}(ab){9}x\")]", () -> "ab".repeat(1_000_000)),
                jq("gsub(\"a\"; \"c\")", () -> "ab".repeat(500_000)),
                jq("reverse | map(.) | reverse", () -> words(2_000_000)));
    }

    private static Stream<Case> jsonCases() {
        return Stream.of(
                json("format", () -> Values.map("text", jsonText(50_000_000), "sort_keys", true)),
                json("format", () -> Values.map("input", members(700_000), "sort_keys", true)),
                json("merge", () -> Values.map("input", members(600_000), "patch", members(600_000))),
                json("diff", () -> Values.map("input", lists(2_000, "a"), "other", lists(2_000, "b"))),
                json("validate", () -> Values.map("input", words(30_000), "schema", Values.map("uniqueItems", true))),
                json(
                        "validate",
                        () -> Values.map(
                                "input",
                                Values.list("ab".repeat(1_000_000)),
                                "schema",
                                Values.map("items", Values.map("pattern", "(a?){40}(ab){9}x")))),
                json(
                        "validate",
                        () -> Values.map(
                                "input", words(400_000), "schema", Values.map("items", Values.map("maxLength", 3)))));
    }

    private static Stream<Case> textCases() {
        return Stream.of(
                text("snake_case", () -> "someWords ".repeat(1_500_000)),
                text("slugify", () -> "someWords ".repeat(1_500_000)),
                text("replace", () -> "ab".repeat(7_000_000), "from", "a", "to", "cd"),
                text("word_wrap", () -> "ab ".repeat(5_000_000)),
                text("lines", () -> String.join("\n", strings(700_000)), "sort", "ascending"),
                text("reverse", () -> "ab".repeat(7_000_000)),
                text("count", () -> "ab c. ".repeat(2_000_000)),
                new Case(
                        "hash",
                        new HashCalculator(),
                        "hash",
                        () -> Values.map("input", "x".repeat(60_000_000), "algorithm", "sha3-512")),
                new Case(
                        "base64 decode",
                        new Base64Encoder(),
                        "decode",
                        () -> Values.map("input", "/+8a ".repeat(12_000_000))));
    }

    private static Stream<Case> otherCases() {
        return Stream.of(
                csv("filter", "filter", "amount > 10 and name matches \"x+$\""),
                csv("transform", "sort_by", List.of("-amount")),
                csv("aggregate", "group_by", List.of("name"), "aggregations", Map.of("amount", "sum")),
                new Case("csv filter one cell", new CsvAnalyzer(), "filter", () -> {
                    String cell = "ab".repeat(1_000_000);
                    return Values.map("input", "a,b\n" + cell + ",1\n", "filter", "a matches \"(a?){40}(ab){9}x\"");
                }),
                template("{% for a in items | sort | reverse | sort %}{{ a }}{% endfor %}"),
                template(
                        "{{ items | json_encode }}{% for a in items %}{% for b in items %}{{ b }}{% endfor %}{% endfor %}"),
                new Case("file_search one line", new FileSearch(), "search", () -> {
                    write("line.txt", "ab".repeat(1_000_000));
                    return Values.map("path", "line.txt", "pattern", "(a?){40}(ab){9}x", "use_regex", true);
                }));
    }

    private static Case template(String template) {
        return new Case(
                "template " + template,
                new TemplateEngine(),
                "render",
                () -> Values.map("template", template, "context", Map.of("items", words(300_000))));
    }

    @TestFactory
    Stream<DynamicTest> stops() {
        return Stream.of(jqCases(), jsonCases(), textCases(), otherCases())
                .flatMap(cases -> cases)
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    // A fast machine may be done before; then it is cancelled sooner.
                    Duration work = WORK;
                    while (!stops(each, work)) {
                        work = work.dividedBy(2);
                        assertThat(work).as("too quick to be cancelled").isGreaterThan(Duration.ofMillis(5));
                    }
                }));
    }

    /// Cancels an operation after so much work; false when it was done before.
    private static boolean stops(Case each, Duration enough) throws Exception {
        Map<String, @Nullable Object> params = each.params().get();
        Cancellation cancellation = new Cancellation();
        ToolTester tester = ToolTester.of(each.tool()).in(folder).cancelledBy(cancellation);
        CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
        CompletableFuture<Long> spent = new CompletableFuture<>();
        Thread worker = Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(tester.callWith(each.operation(), params));
            } catch (Throwable e) {
                outcome.complete(e);
            } finally {
                spent.complete(THREADS.getCurrentThreadCpuTime());
            }
        });
        while (!outcome.isDone() && THREADS.getThreadCpuTime(worker.threadId()) < enough.toNanos()) {
            try {
                outcome.get(2, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Still at work.
            }
        }
        if (outcome.isDone()) {
            return false;
        }
        long before = THREADS.getThreadCpuTime(worker.threadId());
        long start = System.nanoTime();
        cancellation.cancel();
        Object result = outcome.get(60, TimeUnit.SECONDS);
        long wall = System.nanoTime() - start;
        long work = spent.get() - before;
        if ("print".equals(System.getProperty("incant.stops"))) {
            System.out.printf("%8.1f ms work %8.1f ms wall  %s%n", work / 1e6, wall / 1e6, each.name());
        }
        if (!(result instanceof Throwable)) {
            return false;
        }
        assertThat(result)
                .isInstanceOfSatisfying(
                        ToolException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED));
        assertThat(Duration.ofNanos(work)).isLessThan(BOUND);
        return true;
    }

    private static List<@Nullable Object> words(int count) {
        return new ArrayList<>(strings(count));
    }

    /// Texts in no order.
    private static List<String> strings(int count) {
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add("w" + i * 7_919L % 1_000_003);
        }
        return strings;
    }

    /// Long lists that differ at their end.
    private static List<@Nullable Object> lists(int count, String last) {
        List<@Nullable Object> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<@Nullable Object> list = words(300);
            list.add(last);
            lists.add(list);
        }
        return lists;
    }

    private static Map<String, @Nullable Object> members(int count) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        strings(count).forEach(name -> members.put(name, 1L));
        return members;
    }

    private static String jsonText(int length) {
        String part = "[1,\"two\",{\"three\":3.5}],";
        return "[" + part.repeat(length / part.length()) + "0]";
    }

    private static String table(int rows) {
        StringBuilder table = new StringBuilder("name,amount\n");
        List<String> names = strings(rows);
        for (int i = 0; i < rows; i++) {
            table.append(names.get(i)).append(',').append(i * 31L % 977).append('\n');
        }
        return table.toString();
    }

    private static void write(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

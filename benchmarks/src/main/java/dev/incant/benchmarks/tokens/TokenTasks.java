package dev.incant.benchmarks.tokens;

import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The ten tasks, a table: what an agent is asked in an office and on a server, with one call and with many. Data is
/// made up, the same in every run.
final class TokenTasks {
    private static final List<String> REGIONS = List.of("north", "south", "east", "west");

    private TokenTasks() {}

    static List<TokenTask> all() {
        return List.of(
                new TokenTask("totals", "Paid revenue by region of a CSV file", TokenTasks::orders, agent -> {
                    Map<String, @Nullable Object> totals = new TreeMap<>();
                    Map<String, @Nullable Object> found = agent.ask(
                            "csv_analyzer-aggregate",
                            "path",
                            "orders.csv",
                            "group_by",
                            "region",
                            "aggregations",
                            Values.map("amount", "sum"),
                            "filter",
                            "paid");
                    for (Map<String, @Nullable Object> group : maps(found.get("groups"))) {
                        totals.put((String) required(group.get("region")), integer(group.get("amount_sum")));
                    }
                    return totals;
                }),
                new TokenTask("duplicates", "Which of 20 files have the same content", TokenTasks::copies, agent -> {
                    Map<String, List<Object>> byHash = new TreeMap<>();
                    for (String path : find(agent, "*.bin")) {
                        Object hash =
                                agent.ask("hash_calculator-hash", "file", path).get("hash");
                        byHash.computeIfAbsent((String) required(hash), _ -> new ArrayList<>())
                                .add(path);
                    }
                    return sorted(byHash.values().stream()
                            .filter(same -> same.size() > 1)
                            .map(same -> String.join(" ", sorted(same)))
                            .toList());
                }),
                new TokenTask("failures", "How many jobs failed, in 12 JSON files", TokenTasks::jobs, agent -> {
                    long failed = 0;
                    for (String path : find(agent, "*.json")) {
                        Object count = agent.ask(
                                        "json_processor-query",
                                        "input_file",
                                        path,
                                        "query",
                                        "[.jobs[] | select(.status == \"failed\")] | length")
                                .get("result");
                        failed += (Long) required(count);
                    }
                    return failed;
                }),
                new TokenTask("log", "How often each error is in three logs", TokenTasks::logs, agent -> {
                    Map<String, @Nullable Object> counts = new TreeMap<>();
                    Object matches = agent.ask(
                                    "file_search-search", "pattern", "ERROR", "path", ".", "context_lines", 0L)
                            .get("matches");
                    for (Map<String, @Nullable Object> match : maps(matches)) {
                        String line = (String) required(match.get("line_content"));
                        counts.merge(line.substring(line.indexOf("ERROR ") + 6), 1L, (a, b) -> (Long) a + (Long) b);
                    }
                    return counts;
                }),
                new TokenTask("convert", "Convert ten CSV files to JSON", TokenTasks::tables, agent -> {
                    long written = 0;
                    for (String path : find(agent, "*.csv")) {
                        agent.call("data_converter", "input_file", path, "output_file", path.replace(".csv", ".json"));
                        written++;
                    }
                    return written;
                }),
                new TokenTask("due", "When 15 invoices are due", TokenTasks::invoices, agent -> {
                    Map<String, @Nullable Object> due = new TreeMap<>();
                    Object invoices = agent.ask("json_processor-query", "input_file", "invoices.json", "query", ".")
                            .get("result");
                    for (Map<String, @Nullable Object> invoice : maps(invoices)) {
                        Object date = agent.ask(
                                        "date_time_handler-add",
                                        "input",
                                        invoice.get("date"),
                                        "amount",
                                        invoice.get("days"),
                                        "unit",
                                        "days")
                                .get("result");
                        due.put((String) required(invoice.get("id")), ((String) required(date)).substring(0, 10));
                    }
                    return due;
                }),
                new TokenTask("letters", "Write a letter to each of ten customers", TokenTasks::customers, agent -> {
                    long written = 0;
                    Object rows = agent.ask("csv_analyzer-convert", "path", "customers.csv")
                            .get("data");
                    String template = (String) required(agent.ask("file_operations-read", "path", "letter.txt")
                            .get("content"));
                    for (Map<String, @Nullable Object> customer : maps(rows)) {
                        Object letter = agent.ask("template_engine-render", "input", template, "context", customer)
                                .get("rendered");
                        agent.call(
                                "file_operations-write",
                                "path",
                                "letter-" + customer.get("id") + ".txt",
                                "input",
                                letter);
                        written++;
                    }
                    return written;
                }),
                new TokenTask("hosts", "How many of 20 links lead to each host", TokenTasks::links, agent -> {
                    Map<String, @Nullable Object> counts = new TreeMap<>();
                    String links = (String) required(agent.ask("file_operations-read", "path", "links.txt")
                            .get("content"));
                    for (String link : links.strip().split("\n", -1)) {
                        Object host =
                                agent.ask("url_analyzer-parse", "url", link).get("host");
                        counts.merge((String) required(host), 1L, (a, b) -> (Long) a + (Long) b);
                    }
                    return counts;
                }),
                new TokenTask("changes", "What changed in eight configurations", TokenTasks::configurations, agent -> {
                    TreeSet<String> changed = new TreeSet<>();
                    for (String path : find(agent, "*.old.json")) {
                        Object diff = agent.ask(
                                        "diff_calculator-json",
                                        "old_file",
                                        path,
                                        "new_file",
                                        path.replace(".old.", ".new."))
                                .get("diff");
                        for (String name : map(map(diff).get("modified")).keySet()) {
                            changed.add(path.replace(".old.json", "") + ":" + name);
                        }
                    }
                    return new ArrayList<Object>(changed);
                }),
                new TokenTask(
                        "outliers", "Which of 200 measurements are beyond 2 sigma", TokenTasks::measurements, agent -> {
                            Object values = agent.ask(
                                            "json_processor-query",
                                            "input_file",
                                            "measurements.json",
                                            "query",
                                            "[.series[].points[].value]")
                                    .get("result");
                            Map<String, @Nullable Object> figures = agent.ask("statistics-describe", "data", values);
                            double mean = number(figures.get("mean"));
                            double sigma = number(map(figures.get("std_dev")).get("sample"));
                            return ((List<?>) required(values))
                                    .stream()
                                            .filter(value -> Math.abs(number(value) - mean) > 2 * sigma)
                                            .map(value -> (Object) value)
                                            .toList();
                        }));
    }

    private static List<String> find(CountedAgent agent, String pattern) {
        List<String> paths = new ArrayList<>();
        Object entries = agent.ask("file_search-find", "pattern", pattern, "type", "file")
                .get("entries");
        for (Map<String, @Nullable Object> entry : maps(entries)) {
            paths.add((String) required(entry.get("name")));
        }
        return paths;
    }

    private static List<String> sorted(List<?> texts) {
        return texts.stream().map(String::valueOf).sorted().toList();
    }

    private static Object required(@Nullable Object value) {
        return Objects.requireNonNull(value);
    }

    private static long integer(@Nullable Object value) {
        return Math.round(number(value));
    }

    private static double number(@Nullable Object value) {
        return ((Number) required(value)).doubleValue();
    }

    @SuppressWarnings("unchecked") // a value's map has strings as keys
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        return (Map<String, @Nullable Object>) required(value);
    }

    private static List<Map<String, @Nullable Object>> maps(@Nullable Object value) {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (Object item : (List<?>) required(value)) {
            maps.add(map(item));
        }
        return maps;
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private static Object orders(Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("id,region,amount,paid\n");
        Map<String, @Nullable Object> totals = new TreeMap<>();
        for (int i = 1; i <= 300; i++) {
            String region = REGIONS.get(i * 7 % 4);
            long amount = 10 + i * 37L % 900;
            boolean paid = i % 3 != 0;
            csv.append(i)
                    .append(',')
                    .append(region)
                    .append(',')
                    .append(amount)
                    .append(',')
                    .append(paid)
                    .append('\n');
            if (paid) {
                totals.merge(region, amount, (a, b) -> (Long) a + (Long) b);
            }
        }
        write(folder, "orders.csv", csv.toString());
        return totals;
    }

    private static Object copies(Path folder) throws IOException {
        for (int i = 10; i < 30; i++) {
            write(folder, "file" + i + ".bin", "content " + (i == 17 ? 12 : i == 29 || i == 21 ? 14 : i));
        }
        return List.of("file12.bin file17.bin", "file14.bin file21.bin file29.bin");
    }

    private static Object jobs(Path folder) throws IOException {
        long failed = 0;
        for (int file = 10; file < 22; file++) {
            List<@Nullable Object> jobs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                boolean bad = (i * 13 + file) % 11 == 0;
                failed += bad ? 1 : 0;
                jobs.add(Values.map("id", i, "status", bad ? "failed" : "done", "seconds", i * 3 % 50));
            }
            write(folder, "jobs" + file + ".json", Json.write(Values.map("jobs", jobs)));
        }
        return failed;
    }

    private static Object logs(Path folder) throws IOException {
        List<String> errors = List.of("disk full", "connection reset", "bad request");
        Map<String, @Nullable Object> counts = new TreeMap<>();
        for (int file = 1; file <= 3; file++) {
            StringBuilder log = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                log.append("2026-01-0")
                        .append(file)
                        .append("T10:")
                        .append(10 + i / 60 % 50)
                        .append(":00Z ");
                if (i % 20 == 0) {
                    String error = errors.get(i / 20 * file % 3);
                    log.append("ERROR ").append(error).append('\n');
                    counts.merge(error, 1L, (a, b) -> (Long) a + (Long) b);
                } else {
                    log.append("INFO request ")
                            .append(i)
                            .append(" took ")
                            .append(i % 90)
                            .append(" ms\n");
                }
            }
            write(folder, "app" + file + ".log", log.toString());
        }
        return counts;
    }

    private static Object tables(Path folder) throws IOException {
        for (int file = 10; file < 20; file++) {
            write(folder, "table" + file + ".csv", "name,value\nfirst," + file + "\nsecond,2\n");
        }
        return 10L;
    }

    private static Object invoices(Path folder) throws IOException {
        List<@Nullable Object> invoices = new ArrayList<>();
        Map<String, @Nullable Object> due = new TreeMap<>();
        for (int i = 10; i < 25; i++) {
            LocalDate date = LocalDate.of(2026, 1 + i % 12, i);
            long days = 14 + i % 3 * 8L;
            invoices.add(Values.map("id", "A" + i, "date", date.toString(), "days", days, "total", i * 100));
            due.put("A" + i, date.plusDays(days).toString());
        }
        write(folder, "invoices.json", Json.write(invoices));
        return due;
    }

    private static Object customers(Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("id,name,city,balance\n");
        for (int i = 10; i < 20; i++) {
            csv.append(i)
                    .append(",Customer ")
                    .append(i)
                    .append(",City ")
                    .append(i % 4)
                    .append(',');
            csv.append(i * 12).append('\n');
        }
        write(folder, "customers.csv", csv.toString());
        write(
                folder,
                "letter.txt",
                "Dear {{ name }},\n\nyour balance is {{ balance }} euros. Please come to our office in {{ city }}"
                        + " within two weeks, or call us, if you have any questions.\n\nKind regards\n");
        return 10L;
    }

    private static Object links(Path folder) throws IOException {
        StringBuilder links = new StringBuilder();
        Map<String, @Nullable Object> counts = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            String host = List.of("example.org", "docs.example.com", "shop.example.net")
                    .get(i * i % 3);
            links.append("https://")
                    .append(host)
                    .append("/page/")
                    .append(i)
                    .append("?ref=mail&n=")
                    .append(i)
                    .append('\n');
            counts.merge(host, 1L, (a, b) -> (Long) a + (Long) b);
        }
        write(folder, "links.txt", links.toString());
        return counts;
    }

    private static Object configurations(Path folder) throws IOException {
        List<@Nullable Object> changed = new ArrayList<>();
        for (int i = 10; i < 18; i++) {
            Map<String, @Nullable Object> config = new LinkedHashMap<>();
            for (String name : List.of("host", "port", "timeout", "retries", "log", "cache", "pool", "region")) {
                config.put(name, name + i);
            }
            write(folder, "service" + i + ".old.json", Json.write(config));
            String name = List.of("port", "timeout", "region").get(i % 3);
            config.put(name, "changed");
            write(folder, "service" + i + ".new.json", Json.write(config));
            changed.add("service" + i + ":" + name);
        }
        return changed;
    }

    private static Object measurements(Path folder) throws IOException {
        List<@Nullable Object> series = new ArrayList<>();
        List<@Nullable Object> outliers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<@Nullable Object> points = new ArrayList<>();
            for (int k = 0; k < 20; k++) {
                int n = i * 20 + k;
                boolean far = n % 67 == 5;
                long value = far ? 900 + n : 100 + n * 31 % 40;
                points.add(Values.map("at", n, "value", value));
                if (far) {
                    outliers.add(value);
                }
            }
            series.add(Values.map("sensor", "s" + i, "points", points));
        }
        write(folder, "measurements.json", Json.write(Values.map("series", series)));
        return outliers;
    }
}

package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every script in `examples` runs as its own header says, in a copy of the folder.
final class ExamplesTest {
    @TempDir
    private Path folder;

    private CliLauncher.Result run(String script, String... arguments) throws IOException {
        Examples.copyTo(folder.resolve("examples"));
        String header = Files.readAllLines(Examples.FOLDER.resolve(script)).stream()
                .filter(line -> line.startsWith("-- Run: incant "))
                .findFirst()
                .orElseThrow();
        List<String> line = new ArrayList<>(
                Arrays.asList(header.substring("-- Run: incant ".length()).split(" ")));
        if (arguments.length > 0) {
            line.removeIf(word -> word.startsWith("--allow-net"));
            line.add("--allow-net=127.0.0.1:" + arguments[0]);
            line.add("--");
            line.addAll(List.of(arguments));
        }
        CliLauncher launcher = new CliLauncher(folder);
        launcher.variables.put("PATH", String.valueOf(System.getenv("PATH")));
        CliLauncher.Result result = launcher.run(line);
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    @Test
    void sales_report_writes_a_report_and_a_summary() throws IOException {
        CliLauncher.Result result = run("sales-report.lua");
        assertThat(result.out()).contains("total           338      103495.07", "2 rows left out");
        assertThat(Files.readString(folder.resolve("out/sales-report.md")))
                .contains(
                        "338 orders", "| EMEA | 163 | 49012.47 |", "- A-1118: the quantity is no whole number: three");
        assertThat(CliLauncher.map(Files.readString(folder.resolve("out/sales-summary.json"))))
                .extracting("orders", "total_eur")
                .containsExactly(338L, 103495.07);
    }

    @Test
    void data_pipeline_cleans_checks_and_summarises() throws IOException {
        assertThat(run("data-pipeline.lua").out())
                .contains(
                        "from windows-1252, 16 line ends changed",
                        "row 9 left out: temperature must be at least -60",
                        "row 11 left out: temperature must be a number, is null",
                        "row 12 left out: taken must be a date in the format %Y-%m-%d",
                        "Genève - Zürich - Davos - Samedan: 379 km");
        assertThat(Files.readString(folder.resolve("out/summary.yaml")))
                .contains("readings: 12", "station: Säntis", "mean: -1.55");
    }

    @Test
    void log_search_counts_errors_by_part() throws IOException {
        assertThat(run("log-search.lua").out())
                .contains("auth   12 errors, the last at 2026-11-20T15:31:54Z", "43 errors in 2 files");
    }

    @Test
    void media_report_draws_a_page_and_packs_the_data() throws IOException {
        assertThat(run("media-report.lua").out())
                .contains("report.pdf: Quarterly report, page 1 drawn as 480 x 240, thumbnail 120 x 60")
                .contains("data.zip: fine", "data.tar.gz: fine", "data.tar.zst: fine");
        assertThat(Files.size(folder.resolve("out/small.jpg"))).isPositive();
    }

    @Test
    void json_cleanup_writes_clean_users() throws IOException {
        assertThat(run("json-cleanup.lua").out()).contains("36 users written to out/users.json");
        assertThat(CliLauncher.list(Files.readString(folder.resolve("out/users.json"))))
                .hasSize(36);
    }

    @Test
    void inventory_hashes_every_file() throws IOException {
        assertThat(run("inventory.lua").out())
                .contains("23686  332e8c1ae7d3ec2e  examples/data/orders.csv")
                .containsPattern("\\d+ files, \\d+ bytes");
    }

    @Test
    void http_check_reports_each_address() throws IOException {
        assertThat(run("http-check.lua", freePort()).out())
                .contains("/slow      200", "/gone      410", "/broken    500", "/missing   404");
    }

    /// A port that nobody listens on and that the system gives to nobody who asks for any: other tests do, meanwhile.
    private static String freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return String.valueOf(port);
            } catch (BindException e) {
                // Taken; another one.
            }
        }
    }

    @Test
    void web_check_looks_after_a_site() throws IOException {
        assertThat(run("web-check.lua", freePort()).out())
                .contains(
                        "/green   green tea    1 links, prices 3 €",
                        "/black   black tea    1 links, prices 4 €",
                        "api      order        passed",
                        "api      read         passed",
                        "api      absent       failed",
                        "changed  4 € -> 5 €");
    }

    @Test
    void mail_report_is_sent_and_received() throws IOException {
        assertThat(run("mail-report.lua", freePort()).out())
                .contains(
                        "sent      sent to ada@example.org, grace@example.org",
                        "received  Orders by region – top 3",
                        "EMEA: 163 orders",
                        "attached  orders.csv, 23686 bytes");
    }

    @Test
    void sql_report_asks_a_file() throws IOException {
        assertThat(run("sql-report.lua").out())
                .contains("340 rows of 9 columns", "EMEA      163     49012.47", "best in EMEA: Monitor 27\"");
    }

    @Test
    void every_example_is_tested_here() throws IOException {
        try (Stream<Path> scripts = Files.list(Examples.FOLDER)) {
            assertThat(scripts.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".lua")))
                    .containsExactlyInAnyOrder(
                            "data-pipeline.lua",
                            "sales-report.lua",
                            "log-search.lua",
                            "json-cleanup.lua",
                            "inventory.lua",
                            "http-check.lua",
                            "media-report.lua",
                            "web-check.lua",
                            "mail-report.lua",
                            "sql-report.lua");
        }
    }
}

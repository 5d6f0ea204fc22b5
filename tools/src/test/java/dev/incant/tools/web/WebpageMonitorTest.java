package dev.incant.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class WebpageMonitorTest implements FetchingContract {
    private LocalServer server;
    private ToolTester monitor;

    @Override
    public Tool tool() {
        return new WebpageMonitor();
    }

    @Override
    public String operation() {
        return "check";
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer();
        monitor = server.tester(tool());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void page(String html) {
        server.on("/", "text/html", html);
    }

    @Test
    void remembers_what_the_last_check_saw() {
        page("<h1>T</h1><p>a</p>");
        assertThat(monitor.map("check", "input", server.url("/")))
                .containsEntry("first_check", true)
                .containsEntry("has_changes", false)
                .containsEntry("stored", true)
                .containsEntry("previous_check", null)
                .containsEntry("content", "T\na");
        assertThat(monitor.map("check", "url", server.url("/")))
                .containsEntry("first_check", false)
                .containsEntry("has_changes", false)
                .containsEntry("diff", "");
        page("<h1>T</h1><p>b</p><p>c</p>");
        assertThat(monitor.map("check", "url", server.url("/"), "store", false))
                .containsEntry("has_changes", true)
                .containsEntry("stored", false)
                .containsEntry("diff", "--- before\n+++ now\n@@ -1,2 +1,3 @@\n T\n-a\n+b\n+c\n");
        assertThat(monitor.map("check", "url", server.url("/"))).containsEntry("has_changes", true);
        assertThat(monitor.map("check", "url", server.url("/"))).containsEntry("has_changes", false);
    }

    @Test
    void keeps_parts_and_names_apart() {
        page("<p id=a>1</p><p id=b>2</p>");
        monitor.call("check", "url", server.url("/"), "selector", "#a");
        monitor.call("check", "url", server.url("/"), "key", "k");
        page("<p id=a>1</p><p id=b>3</p>");
        assertThat(monitor.map("check", "url", server.url("/"), "selector", "#a"))
                .containsEntry("has_changes", false);
        assertThat(monitor.map("check", "url", server.url("/"), "selector", "#b"))
                .containsEntry("first_check", true);
        assertThat(monitor.map("check", "url", server.url("/"), "key", "k")).containsEntry("has_changes", true);
    }

    @Test
    void tells_additions_deletions_and_modifications_apart() {
        page("<p>b<p>c<p>X<p>e<p>f");
        Map<String, Object> wanted = Map.of("has_changes", true, "change_count", 3L, "stored", false);
        assertThat(monitor.map("check", "url", server.url("/"), "previous_content", "a\nb\nc\nd\ne"))
                .containsAllEntriesOf(wanted)
                .extractingByKey("changes")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .extracting(each -> String.valueOf(((Map<?, ?>) each).get("type")))
                .containsExactly("deletion", "modification", "addition");
    }

    @Test
    void white_space_counts_only_when_it_is_asked_to() {
        server.on("/", "text/plain", "a  b\n\nc");
        assertThat(monitor.map("check", "url", server.url("/"), "previous_content", " a b\nc"))
                .containsEntry("has_changes", false);
        assertThat(monitor.map(
                        "check", "url", server.url("/"), "previous_content", " a b\nc", "ignore_whitespace", false))
                .containsEntry("has_changes", true);
        page("<p class=x>a</p>");
        assertThat(monitor.map("check", "url", server.url("/"), "compare", "html", "selector", "p"))
                .containsEntry("content", "<p class=\"x\">a</p>");
    }

    @Test
    void pages_that_have_nothing_in_common_are_compared_in_good_time() {
        StringBuilder text = new StringBuilder();
        StringBuilder other = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("a").append(i).append('\n');
            other.append("b").append(i).append('\n');
        }
        server.on("/", "text/plain", text.toString());
        assertThat(monitor.map("check", "url", server.url("/"), "previous_content", other.toString()))
                .containsEntry("change_count", 1L);
    }

    @Test
    void the_program_patch_makes_the_new_content_of_the_old(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/patch")), "patch is not installed");
        Random random = new Random(7);
        for (int round = 0; round < 5; round++) {
            StringBuilder before = new StringBuilder();
            StringBuilder after = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                String line = "line " + random.nextInt(50) + "\n";
                before.append(random.nextInt(10) == 0 ? "" : line);
                after.append(random.nextInt(10) == 0 ? "new " + i + "\n" : line);
            }
            server.on("/", "text/plain", after.toString());
            Object diff = monitor.map("check", "url", server.url("/"), "previous_content", before.toString())
                    .get("diff");
            Files.writeString(folder.resolve("f"), before);
            Files.writeString(folder.resolve("d"), String.valueOf(diff));
            int exit = new ProcessBuilder(List.of("patch", "-s", "f", "d"))
                    .directory(folder.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(exit).isZero();
            assertThat(Files.readString(folder.resolve("f"))).isEqualTo(after.toString());
        }
    }

    @Test
    void says_what_stands_in_the_way() {
        server.on("/json", "application/json", "{}").on("/png", "image/png", "\0");
        page("<p>a");
        monitor.fails(ErrorCode.INVALID_PARAMS, "check", "url", server.url("/json"), "selector", "p");
        monitor.fails(ErrorCode.FAILED, "check", "url", server.url("/png"));
        monitor.fails(ErrorCode.NOT_FOUND, "check", "url", server.url("/none"));
        monitor.fails(ErrorCode.NOT_FOUND, "check", "url", server.url("/"), "selector", "b");
        monitor.fails(ErrorCode.INVALID_PARAMS, "check", "url", server.url("/"), "selector", "b[");
        monitor.fails(ErrorCode.INVALID_PARAMS, "check", "url", server.url("/"), "compare", "pixels");
        monitor.fails(ErrorCode.INVALID_PARAMS, "check", "url", server.url("/"), "context_lines", 101);
        monitor.fails(ErrorCode.INVALID_PARAMS, "check", "url", server.url("/"), "key", "k".repeat(501));
        server.on("/", "text/plain", "x\n".repeat(3 << 20));
        monitor.fails(ErrorCode.LIMIT_EXCEEDED, "check", "url", server.url("/"));
    }
}

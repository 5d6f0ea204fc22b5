package dev.incant.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.script.ScriptSession.Completeness;
import dev.incant.kernel.script.ScriptSession.Completions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a prompt asks for.
class CompletionTest {
    private final TestHost host = new TestHost();

    @AfterEach
    void close() {
        host.close();
    }

    private List<String> matches(String code) {
        return host.session.complete(code, code.length()).matches();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tools.                                    | calculator trial web_scraper
            x = tools.ca                              | calculator
            tools.calculator.                         | evaluate functions
            tools["web-scraper"].                     | scrape
            tools.web_scraper.scrape{                 | links url
            tools.web_scraper.scrape{ url = "x", l    | links
            tools.web_scraper.scrape({u               | url
            tools.calculator{                         | expression
            Tool.invoke("calculator", {               | expression
            Tool.invoke("w                            | web_scraper
            tools["                                   | calculator trial web_scraper
            Tool.parallel{ {"tr                       | trial
            string.rep                                | rep
            JSON.                                     | array null object parse stringify
            Log.w                                     | warn
            wh                                        | while
            disp                                      | display
            local report = 1; repo                    | report
            ("x"):low                                 | lower
            -- tools.                                 | ``
            x = "tools.                               | ``
            f{ url = "x", wh                          | while
            tools.web_scraper.scrape{url = wh         | while
            """)
    void candidates(String code, String expected) {
        assertThat(String.join(" ", matches(code))).isEqualTo(expected);
    }

    @Test
    void the_range_is_the_name_that_is_being_written() {
        Completions found = host.session.complete("tools.cal + 1", 9);
        assertThat(found).isEqualTo(new Completions(List.of("calculator"), 6, 9));
    }

    @Test
    void globals_of_the_session_are_known() {
        host.run("my_table = {alpha = 1, beta = 2}; my_count = 3");
        assertThat(matches("my_")).containsExactly("my_count", "my_table");
        assertThat(matches("my_table.")).containsExactly("alpha", "beta");
    }

    @Test
    @Timeout(20)
    void questions_are_answered_while_a_script_runs() throws InterruptedException {
        host.run("before = 1");
        assertThat(matches("befo")).containsExactly("before");
        Cancellation cancellation = new Cancellation();
        Thread script = Thread.ofPlatform().start(() -> {
            try {
                host.runAs("x", "while true do end", cancellation);
            } catch (RuntimeException e) {
                // It is cancelled below.
            }
        });
        assertThat(matches("befo")).containsExactly("before");
        assertThat(host.session.isComplete("for i = 1, 2 do")).isEqualTo(Completeness.INCOMPLETE);
        assertThat(host.session.inspect("tools.calculator", 8)).isNotNull();
        cancellation.cancel();
        script.join();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1 + 1              | COMPLETE
            x = 1              | COMPLETE
            ``                 | COMPLETE
            f(                 | INCOMPLETE
            1 +                | INCOMPLETE
            return             | COMPLETE
            for i = 1, 3 do    | INCOMPLETE
            if x then y() else | INCOMPLETE
            x = [[             | INCOMPLETE
            --[[               | INCOMPLETE
            x = = 1            | INVALID
            end                | INVALID
            x = "abc           | INVALID
            local 1            | INVALID
            """)
    void completeness(@Nullable String code, Completeness expected) {
        assertThat(host.session.isComplete(code == null ? "" : code)).isEqualTo(expected);
    }

    @Test
    void help_is_read_from_specs() {
        assertThat(host.session.inspect("tools.web_scraper.scrape{}", 20)).isEqualTo("""
                        web_scraper.scrape{url, links?}
                        Read a page.

                          url: string, required. The page.
                          links: boolean, default false. Whether to gather links.

                        Returns: any. What was found.""");
        assertThat(host.session.inspect("tools.calculator", 16))
                .startsWith("calculator\nAdd whole numbers.\n\n  calculator.evaluate{expression}");
        assertThat(host.session.inspect("tools.web_scraper.scrape{url = 1}", 26))
                .isEqualTo("url: string, required. The page.");
        assertThat(host.session.inspect("Tool.invoke('web-scraper')", 17)).startsWith("web_scraper{url, links?}");
        assertThat(host.session.inspect("Tool.map(x)", 7)).startsWith("Tool.map(list, n");
        assertThat(host.session.inspect("nothing", 2)).isNull();
        host.run("count = 1");
        assertThat(host.session.inspect("count + 1", 3)).isEqualTo("count: number");
    }
}

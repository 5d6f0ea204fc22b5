package dev.incant.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.error.ToolException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class ReportTest {
    @Test
    void a_stored_report_is_read_as_it_was() {
        Report report = Samples.full();
        Report read = Report.of(report.toJson());
        assertThat(read).isEqualTo(report);
        assertThat(read.toJson()).isEqualTo(report.toJson());
        assertThat(report.correct()).isFalse();
    }

    @Test
    void what_is_no_report_is_refused() {
        assertThatThrownBy(() -> Report.of("[]")).isInstanceOf(ToolException.class);
        assertThatThrownBy(() -> Report.of("{}"))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("incant_bench");
        assertThatThrownBy(() -> Report.of("{\"incant_bench\":2}")).hasMessageContaining("another version");
        assertThatThrownBy(() -> Report.of("{\"incant_bench\":1,\"environment\":{},\"results\":[{\"name\":7}]}"))
                .hasMessageContaining("facts");
    }

    /// `-Dincant.golden=write` writes what is there now.
    @Test
    void the_markdown_form_is_as_agreed() throws Exception {
        Path golden = Path.of("src/test/resources/dev/incant/benchmarks/report/golden.md");
        String markdown = MarkdownReport.of(Samples.full());
        if ("write".equals(System.getProperty("incant.golden"))) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, markdown);
        }
        assertThat(markdown).isEqualTo(Files.readString(golden));
    }

    @Test
    void the_text_form_says_what_failed_and_what_is_noisy() {
        String text = TextReport.of(Samples.full());
        assertThat(text)
                .contains("FAILED")
                .contains("25.0 % noisy")
                .contains("p50 ≤ 10.0 µs met")
                .contains("p50 ≤ 5.00 µs MISSED (9.00 µs)")
                .contains("5 benchmarks, 3 of 4 targets met");
    }

    @Test
    void the_page_needs_nothing_else_and_its_pictures_are_well_formed() throws Exception {
        String html = HtmlReport.of(Samples.full());
        assertThat(html)
                .contains(
                        "A &lt;fast&gt; one",
                        "prefers-color-scheme: dark",
                        "@media print",
                        "the tools found: &lt;none&gt;")
                .doesNotContain("<script", "src=", "href=", "http:", "https:", "@import");
        Matcher pictures = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
        int count = 0;
        while (pictures.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(pictures.group())));
            assertThat(pictures.group()).doesNotContain("NaN", "Infinity");
            count++;
        }
        assertThat(count).isEqualTo(3);
    }

    @Test
    void numbers_are_shown_with_three_digits() {
        assertThat(Unit.NANOSECONDS.show(3.14159)).isEqualTo("3.14 ns");
        assertThat(Unit.NANOSECONDS.show(999.7)).isEqualTo("1.00 µs");
        assertThat(Unit.NANOSECONDS.show(12_345)).isEqualTo("12.3 µs");
        assertThat(Unit.NANOSECONDS.show(2.5e9)).isEqualTo("2.50 s");
        assertThat(Unit.BYTES.show(45e6)).isEqualTo("45.0 MB");
        assertThat(Unit.PER_SECOND.show(123_456.7)).isEqualTo("123,457/s");
        assertThat(Unit.TIMES.show(1.352)).isEqualTo("1.35 ×");
        assertThat(Unit.COUNT.show(Double.NaN)).isEqualTo("–");
    }
}

package dev.incant.tools.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CitationFormatterTest implements ToolContract {
    private static final String BIBTEX = """
        @string{tcj = "The Computer Journal"}
        @article{hoare62,
          author  = {Hoare, C. A. R.},
          title   = {Quicksort},
          journal = tcj,
          volume  = 5, number = 1, pages = {10--16},
          month   = jan,
          year    = 1962,
          doi     = {10.1093/comjnl/5.1.10}
        }
        @book{goedel, author = {Kurt G{\\"o}del and Paul Bernays}, title = {Collected Works}, publisher = {Oxford}, year = 1986}
        """;

    private static final String YAML = """
        hoare62:
          type: article
          author: ["Hoare, C. A. R."]
          title: Quicksort
          date: 1962-01
          page-range: 10-16
          serial-number: {doi: 10.1093/comjnl/5.1.10}
          parent:
            type: periodical
            title: The Computer Journal
            volume: 5
            issue: 1
        """;

    private final ToolTester citations = ToolTester.of(tool());

    @Override
    public Tool tool() {
        return new CitationFormatter();
    }

    private String bibliography(@Nullable Object... pairs) {

        return Json.write(citations.map("format_citation", pairs).get("bibliography"));
    }

    @Test
    void formats_in_the_styles_that_people_use() {
        // As the styles' own guides print such an article.
        assertThat(bibliography("input", BIBTEX, "cite_keys", "hoare62"))
                .contains("Hoare, C. A. R. (1962). Quicksort. The Computer Journal, 5(1), 10–16."
                        + " https://doi.org/10.1093/comjnl/5.1.10");
        assertThat(bibliography("input", BIBTEX, "cite_keys", "hoare62", "style", "ieee"))
                .contains("[1]", "C. A. R. Hoare, “Quicksort,”", "vol. 5, no. 1, pp. 10–16");
        assertThat(bibliography("input", BIBTEX, "cite_keys", "hoare62", "style", "mla"))
                .contains("Hoare, C. A. R.", "“Quicksort.”");
        for (String style : new String[] {
            "chicago-author-date", "chicago-fullnote-bibliography", "harvard", "nature", "vancouver", "apa"
        }) {
            assertThat(bibliography("input", BIBTEX, "style", style)).as(style).contains("Quicksort", "1986", "Gödel");
        }
        Map<String, @Nullable Object> two =
                citations.map("format_citation", "input", BIBTEX, "cite_keys", Values.list("goedel", "hoare62"));
        assertThat(Json.write(two.get("citations"))).contains("(Gödel & Bernays, 1986)", "(Hoare, 1962)");
        assertThat(two).containsEntry("entry_count", 2L);
        assertThat(bibliography("input", BIBTEX))
                .startsWith("[{\"key\":\"goedel\",\"text\":\"Gödel")
                .contains("{\"key\":\"hoare62\",\"text\":\"Hoare");
        assertThat(bibliography("input", BIBTEX, "style", "ieee"))
                .startsWith("[{\"key\":\"hoare62\",\"text\":\"[1]")
                .contains("{\"key\":\"goedel\",\"text\":\"[2]");
        assertThat(bibliography("input", BIBTEX, "output", "html")).contains("Collected Works</span>", "G&ouml;del");
    }

    @Test
    void speaks_the_language_asked_for() {
        assertThat(bibliography("input", BIBTEX, "cite_keys", "goedel", "style", "chicago-author-date", "locale", "de"))
                .contains("und Paul Bernays");
        assertThat(citations.map("format_citation", "input", BIBTEX, "locale", "de_AT"))
                .containsEntry("locale", "de-AT");
        assertThat(citations
                        .fails(ErrorCode.INVALID_PARAMS, "format_citation", "input", BIBTEX, "locale", "tlh")
                        .message())
                .contains("no locale 'tlh'");
    }

    @Test
    void reads_the_same_out_of_yaml_and_csl_json() {
        String expected = bibliography("input", BIBTEX, "cite_keys", "hoare62");
        assertThat(bibliography("input", YAML)).isEqualTo(expected);
        String csl =
                "[{\"id\":\"hoare62\",\"type\":\"article-journal\",\"title\":\"Quicksort\",\"container-title\":\"The"
                        + " Computer"
                        + " Journal\",\"volume\":5,\"issue\":\"1\",\"page\":\"10-16\",\"DOI\":\"10.1093/comjnl/5.1.10\",\"author\":[{\"family\":\"Hoare\",\"given\":\"C."
                        + " A. R.\"}],\"issued\":{\"date-parts\":[[1962,1]]}}]";
        assertThat(bibliography("input", csl)).isEqualTo(expected);
        assertThat(bibliography("input", Json.parse(csl))).isEqualTo(expected);
    }

    @Test
    void checks_entries_for_what_is_missing_or_wrong() {
        String bibtex = """
            @book{a, author = {A B}, title = {T}, publisher = {P}, year = 2000, isbn = {978-3-16-148410-0}}
            @book{b, title = {T}, year = 2000, isbn = {978-3-16-148410-1}}
            @article{c, author = {A B}, title = {T}, journal = {J}, year = 1999, doi = {11.1/x}}
            @article{c, author = {A B}, title = {T}, journal = {J}, year = 1999}
            """;
        assertThat(Json.write(citations.map("validate_bibliography", "input", bibtex)))
                .contains(
                        "\"valid\":false,\"entry_count\":3",
                        "{\"key\":\"c\",\"field\":\"id\",\"severity\":\"error\",\"message\":\"is there twice\"}",
                        "\"key\":\"b\",\"field\":\"author\"",
                        "\"key\":\"b\",\"field\":\"publisher\"",
                        "\"key\":\"b\",\"field\":\"ISBN\"",
                        "\"key\":\"c\",\"field\":\"DOI\"")
                .doesNotContain("\"key\":\"a\"");
        assertThat(citations.map("validate_bibliography", "input", BIBTEX))
                .containsEntry("valid", true)
                .containsEntry("entry_count", 2L);
        assertThat(citations.map("validate_bibliography", "input", YAML)).containsEntry("valid", true);
    }

    @Test
    void lists_real_styles() {
        Map<String, @Nullable Object> all = citations.map("list_styles", "limit", 20_000);
        assertThat((Long) all.get("count")).isGreaterThan(2_600);
        assertThat(citations.map("list_styles", "query", "apa", "limit", 1).get("styles"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        // One that only names another.
        assertThat(bibliography("input", BIBTEX, "style", "nature-physics")).contains("Quicksort");
    }

    @Test
    void refuses_what_is_none_and_names_the_place() {
        String[][] cases = {
            {"@book{a, title = {T", "input: no BibTeX"},
            {"[{\"id\":1}]", "input[0].type: is missing"},
            {"[5]", "input[0]: must be an entry"},
            {"[", "input: "},
            {"a: 5", "input.a: must be an entry"},
            {"a: {type: novel}", "input.a.type: there is no type 'novel'"},
            {"a: {type: book, date: soon}", "input.a.date: must be a date"},
            {"a: {type: book, author: [5]}", "input.a.author: must be names"},
            {"a: [", "input: no YAML: line"},
            {"!x y", "input: "},
        };
        for (String[] each : cases) {
            assertThat(citations
                            .fails(ErrorCode.INVALID_PARAMS, "format_citation", "input", each[0])
                            .message())
                    .as(each[0])
                    .startsWith(each[1]);
        }
        assertThat(citations
                        .fails(ErrorCode.INVALID_PARAMS, "format_citation", "input", BIBTEX, "style", "appa")
                        .message())
                .contains("no style 'appa'");
        for (String style : new String[] {"http://127.0.0.1:1/x", "../../x", "<style/>", "/etc/passwd"}) {
            citations.fails(ErrorCode.INVALID_PARAMS, "format_citation", "input", BIBTEX, "style", style);
        }
        assertThat(citations
                        .fails(ErrorCode.NOT_FOUND, "format_citation", "input", BIBTEX, "cite_keys", "hoare63")
                        .message())
                .contains("hoare62");
        citations.fails(ErrorCode.INVALID_PARAMS, "format_citation");
        citations.fails(ErrorCode.INVALID_PARAMS, "format_citation", "input", BIBTEX, "output", "pdf");
        citations.fails(ErrorCode.INVALID_PARAMS, "validate_bibliography", "input", BIBTEX, "format", "ris");
        citations.fails(ErrorCode.INVALID_PARAMS, "list_styles", "limit", 0);
        citations.fails(ErrorCode.LIMIT_EXCEEDED, "format_citation", "input", "@".repeat((8 << 20) + 1));
    }

    @Test
    void reads_files_within_its_grants_and_stops_when_cancelled(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.bib"), BIBTEX);
        assertThat(citations.in(folder).map("format_citation", "input_file", "a.bib"))
                .containsEntry("entry_count", 2L);
        citations.fails(ErrorCode.DENIED, "format_citation", "input_file", "/etc/hostname");
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        citations.cancelledBy(cancelled).fails(ErrorCode.CANCELLED, "format_citation", "input", BIBTEX);
    }
}

package dev.incant.kernel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ToolSearchTest {
    private static final ToolSearch SEARCH = ToolSearch.over(List.of(
            spec("calculator", Category.UTILITY, "Evaluate mathematical expressions.", "math")
                    .operation(Operation.of("evaluate", "Evaluate an expression.")),
            spec("csv_analyzer", Category.DATA, "Analyze and convert CSV tables.", "table")
                    .operation(Operation.of("filter", "Keep the rows that fit."))
                    .operation(Operation.of("convert", "Write another format.")),
            spec("hash_calculator", Category.UTILITY, "Compute checksums of text and files.", "sha256"),
            spec("web_scraper", Category.WEB, "Extract content from web pages.", "html")
                    .aliases("page-reader")));

    private static ToolSpec spec(String name, Category category, String summary, String tag) {
        return ToolSpec.of(name, category, summary).tags(tag).phrases("ask for " + name);
    }

    private static List<String> find(String query) {
        return SEARCH.find(query, null, 10).stream().map(ToolSearch.Hit::tool).toList();
    }

    @Test
    void ranks_the_tool_that_is_named_first() {
        assertThat(find("calculator")).startsWith("calculator").contains("hash_calculator");
        assertThat(find("hash calculator")).startsWith("hash_calculator");
    }

    @Test
    void finds_by_alias_tag_summary_and_the_beginning_of_a_word() {
        assertThat(find("page-reader")).startsWith("web_scraper");
        assertThat(find("sha256")).containsExactly("hash_calculator");
        assertThat(find("checksum")).containsExactly("hash_calculator");
        assertThat(find("calc")).startsWith("calculator");
    }

    @Test
    void forgives_one_typo() {
        assertThat(find("calculatro")).startsWith("calculator");
        assertThat(find("chekcsums")).containsExactly("hash_calculator");
    }

    @Test
    void finds_a_word_in_its_other_forms() {
        assertThat(find("extracting")).containsExactly("web_scraper");
        assertThat(find("extraction")).containsExactly("web_scraper");
        assertThat(find("filtered")).containsExactly("csv_analyzer");
    }

    @Test
    void finds_words_that_mean_the_same() {
        assertThat(find("verify")).isEmpty();
        assertThat(find("retain lines")).startsWith("csv_analyzer");
        assertThat(find("website")).containsExactly("web_scraper");
    }

    @Test
    void finds_what_is_written_in_one_word_or_in_two() {
        assertThat(find("check sum")).startsWith("hash_calculator");
        assertThat(find("csv2text")).contains("csv_analyzer", "hash_calculator");
        assertThat(find("CsvAnalyzer")).startsWith("csv_analyzer");
        assertThat(find("sha256sum")).containsExactly("hash_calculator");
    }

    @Test
    void a_misspelt_word_keeps_its_first_letter() {
        assertThat(find("talculator")).isEmpty();
        assertThat(find("caculator")).startsWith("calculator");
    }

    @Test
    void a_number_is_no_misspelt_other_number() {
        assertThat(find("2561")).isEmpty();
    }

    @Test
    void phrases_lead_to_the_operation_they_are_about() {
        ToolSearch search = ToolSearch.over(List.of(
                ToolSpec.of("packer", Category.DATA, "Handle archives.")
                        .phrases("unzip this and extract it to a folder", "zip up and create a backup")
                        .operation(Operation.of("create", "Create an archive."))
                        .operation(Operation.of("extract", "Extract an archive.")),
                spec("other", Category.DATA, "Do something else.", "else")));
        assertThat(search.find("unzip", null, 1))
                .extracting(ToolSearch.Hit::operation)
                .containsExactly("extract");
        assertThat(search.find("backup", null, 1))
                .extracting(ToolSearch.Hit::operation)
                .containsExactly("create");
    }

    @Test
    void keeps_the_best_when_there_are_more_than_asked_for() {
        List<ToolSpec> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(ToolSpec.of("tool_" + i, Category.DATA, i == 31 ? "Find the needle." : "Find the hay."));
        }
        ToolSearch search = ToolSearch.over(many);
        List<ToolSearch.Hit> all = search.find("needle find", null, 1000);
        assertThat(all).hasSize(50);
        assertThat(all.getFirst().tool()).isEqualTo("tool_31");
        assertThat(all.stream().skip(1).map(ToolSearch.Hit::tool)).isSorted();
        assertThat(search.find("needle find", null, 7)).isEqualTo(all.subList(0, 7));
        assertThat(search.find("needle", null, 0)).isEmpty();
    }

    @Test
    void names_the_operation_that_fits() {
        assertThat(SEARCH.find("filter csv rows", null, 1))
                .extracting(ToolSearch.Hit::operation, ToolSearch.Hit::summary)
                .containsExactly(tuple("filter", "Keep the rows that fit."));
        assertThat(SEARCH.find("csv", null, 1))
                .extracting(ToolSearch.Hit::operation, ToolSearch.Hit::summary)
                .containsExactly(tuple(null, "Analyze and convert CSV tables."));
    }

    @Test
    void keeps_to_a_category_and_a_limit() {
        assertThat(SEARCH.find("calculator", "data", 10)).isEmpty();
        assertThat(SEARCH.find("calculator", "utility", 1)).hasSize(1);
    }

    @Test
    void finds_nothing_for_nothing() {
        assertThat(find("")).isEmpty();
        assertThat(find("the of and")).isEmpty();
        assertThat(find("zebra")).isEmpty();
    }

    @Property(tries = 300)
    void answers_any_query(@ForAll String query) {
        assertThat(SEARCH.find(query, null, 3)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void one_edit_is_told_from_two() {
        assertThat(QueryTerms.withinOneEdit("abcd", "abdc")).isTrue();
        assertThat(QueryTerms.withinOneEdit("abcd", "abc")).isTrue();
        assertThat(QueryTerms.withinOneEdit("abcd", "xbcd")).isTrue();
        assertThat(QueryTerms.withinOneEdit("abcd", "abcd")).isTrue();
        assertThat(QueryTerms.withinOneEdit("abcd", "badc")).isFalse();
        assertThat(QueryTerms.withinOneEdit("abcd", "ab")).isFalse();
    }
}

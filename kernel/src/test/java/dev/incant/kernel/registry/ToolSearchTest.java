package dev.incant.kernel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.ToolSpec;
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

package dev.incant.tools.text.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.testkit.ToolTester;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

final class LineDiffTest {
    /// Runs something with a call's context.
    private static @Nullable Object with(Function<ToolContext, @Nullable Object> work) {
        ToolSpec spec = ToolSpec.of("probe", Category.UTILITY, "Run something.")
                .operation(Operation.of("run", "Run it.")
                        .returns(Schema.any("The result."))
                        .handledBy((_, context) -> work.apply(context)));
        Tool probe = () -> spec;
        return ToolTester.of(probe).call("run");
    }

    private static List<String> lines(List<Character> letters) {
        return letters.stream().map(String::valueOf).toList();
    }

    private static int longestCommon(List<?> a, List<?> b) {
        int[][] length = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                length[i][j] = a.get(i - 1).equals(b.get(j - 1))
                        ? length[i - 1][j - 1] + 1
                        : Math.max(length[i - 1][j], length[i][j - 1]);
            }
        }
        return length[a.size()][b.size()];
    }

    private static List<String> unmarked(List<String> lines, boolean[] marks) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < marks.length; i++) {
            if (!marks[i]) {
                kept.add(lines.get(i));
            }
        }
        return kept;
    }

    @Property
    void keeps_a_longest_common_subsequence(
            @ForAll @Size(max = 30) List<@CharRange(from = 'a', to = 'd') Character> a,
            @ForAll @Size(max = 30) List<@CharRange(from = 'a', to = 'd') Character> b) {
        with(context -> {
            LineDiff.Marks marks = LineDiff.compare(lines(a), lines(b), context, LineDiff.MAX_WORK);
            List<String> kept = unmarked(lines(a), marks.removed());
            assertThat(kept).isEqualTo(unmarked(lines(b), marks.added())).hasSize(longestCommon(a, b));
            assertThat(marks.minimal()).isTrue();
            return null;
        });
    }

    @Property
    void stays_right_when_the_work_is_cut_short(
            @ForAll @Size(max = 30) List<@CharRange(from = 'a', to = 'd') Character> a,
            @ForAll @Size(max = 30) List<@CharRange(from = 'a', to = 'd') Character> b) {
        with(context -> {
            LineDiff.Marks marks = LineDiff.compare(lines(a), lines(b), context, 5);
            assertThat(unmarked(lines(a), marks.removed())).isEqualTo(unmarked(lines(b), marks.added()));
            return null;
        });
    }
}

package dev.incant.kernel.tool;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks what an operation returned against what its spec promises.
public final class Results {
    private Results() {}

    /// All problems of a result; empty when it is as promised.
    public static List<Problem> problems(Operation operation, @Nullable Object result) {
        List<Problem> problems = new ArrayList<>();
        Object checked = new SchemaCheck(problems).check(operation.result(), result, "");
        if (problems.isEmpty() && !Values.equal(checked, result)) {
            problems.add(new Problem("", "is not of the type that the result schema says"));
        }
        return problems;
    }
}

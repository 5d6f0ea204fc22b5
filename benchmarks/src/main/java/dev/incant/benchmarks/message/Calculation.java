package dev.incant.benchmarks.message;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Rig;
import dev.incant.kernel.value.Values;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A calculation through messages, and what has to come out of it.
record Calculation(String expression, long value) {
    static final Calculation SIMPLE = new Calculation("2 + 2", 4);
    static final Calculation COMPLEX = new Calculation("(10 + 5) * 3 - 8 / 2", 41);

    Map<String, @Nullable Object> ask(Rig rig) {
        return rig.call("calculator", Values.map("expression", expression));
    }

    void check(Map<String, @Nullable Object> result) {
        Check.equal(expression, value, result.get("result"));
        Check.equal(expression + ", the input", expression, result.get("input"));
    }
}

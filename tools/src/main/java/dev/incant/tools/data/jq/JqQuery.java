package dev.incant.tools.data.jq;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A compiled jq query. Immutable; may be run by many threads at once.
///
/// The language is that of jq 1.7, with these differences:
/// - `env`, `$ENV`, `input`, `inputs`, `input_filename`, `input_line_number`, `halt`, `halt_error`, `import`,
///   `include`, `modulemeta` and `get_search_list` are refused: a query sees its input and nothing else. `debug` and
///   `stderr` hand on their input and print nothing.
/// - Regular expressions are RE2's: linear time, hence no look-around and no back-references.
/// - Whole numbers are exact up to 64 bits; in jq they are doubles.
/// - Dates are in UTC: `localtime` is `gmtime`.
/// - `limit` and `first` below one give nothing; `getpath`, `@html` and `repeat` are those of 1.7, not of 1.6.
/// - `builtins` gives an empty list; `input`-driven helpers (`--stream`, `--seq`, `$__prog_args`) have no counterpart.
/// - From later versions: `abs`, `add(f)`, `toarray`, `skip`, `pick`, `trim`, `ltrim`, `rtrim`, `have_literal_numbers`.
/// - A function that calls itself some thousand levels deep is a `limit_exceeded`; `recurse`, `until`, `while`,
///   `repeat` and `range` need no depth. `reduce` copies what it changes, so building a large array by `. + [$x]` takes
///   quadratic time; `[…]` does not.
public final class JqQuery {
    private static final int MAX_LENGTH = 100_000;

    private final Filter filter;
    private final Map<String, Object> variables;

    private JqQuery(Filter filter, Map<String, Object> variables) {
        this.filter = filter;
        this.variables = variables;
    }

    /// Compiles a query.
    ///
    /// @param variables names, without `$`, that the query may use
    /// @throws ToolException `invalid_params` with line and column of what is wrong
    public static JqQuery compile(String query, Iterable<String> variables) {
        if (query.length() > MAX_LENGTH) {
            throw ToolException.limitExceeded("query: longer than " + MAX_LENGTH + " characters");
        }
        Map<String, Object> declarations = new LinkedHashMap<>();
        variables.forEach(name -> declarations.put(name, new Object()));
        try {
            return new JqQuery(Parser.query(query, declarations), declarations);
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded("query: nested too deep");
        }
    }

    /// All results of the query on one input.
    ///
    /// @param values of the variables named when it was compiled
    /// @param memory bytes that intermediate values and results may take
    /// @param now seconds since 1970, for `now`
    /// @throws ToolException `failed` when the query raises an error, `limit_exceeded`, and why the call was
    /// cancelled
    public List<@Nullable Object> run(
            @Nullable Object input,
            Map<String, ? extends @Nullable Object> values,
            Cancellation cancellation,
            long memory,
            double now) {
        Meter meter = new Meter(cancellation, memory, now);
        Env env = Env.empty(meter);
        for (Map.Entry<String, Object> variable : variables.entrySet()) {
            env = env.with(variable.getValue(), values.get(variable.getKey()));
        }
        JqList results = new JqList();
        try {
            filter.run(env, input, null, (value, _) -> {
                meter.tick();
                results.add(value);
                meter.holdBytes(8 + Meter.weight(value));
            });
            List<@Nullable Object> plain = new ArrayList<>(results.size());
            for (Object result : results) {
                plain.add(plain(result, 0, meter));
            }
            return plain;
        } catch (JqError e) {
            throw ToolException.failed("the query raised an error: " + e.getMessage())
                    .with("error", e.value() instanceof String text ? text : plain(e.value(), 0, meter));
        } catch (Break e) {
            throw ToolException.failed("the query raised an error: break outside of its label");
        } catch (StackOverflowError e) {
            throw ToolException.limitExceeded("the query calls itself too deep");
        }
    }

    /// As JSON has it: no NaN, no infinity.
    private static @Nullable Object plain(@Nullable Object value, int depth, Meter meter) {
        meter.tick();
        if (depth > Values.MAX_DEPTH) {
            throw ToolException.limitExceeded("a result is nested deeper than " + Values.MAX_DEPTH);
        }
        if (value instanceof Double d) {
            return Double.isNaN(d) ? null : (Object) (Double.isInfinite(d) ? Math.copySign(Double.MAX_VALUE, d) : d);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object item : list) {
                copy.add(plain(item, depth + 1, meter));
            }
            return copy;
        }
        if (value instanceof Map<?, ?>) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            Access.map(value).forEach((name, item) -> copy.put(name, plain(item, depth + 1, meter)));
            return copy;
        }
        return value;
    }
}

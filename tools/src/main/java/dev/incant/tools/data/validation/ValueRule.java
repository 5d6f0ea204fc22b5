package dev.incant.tools.data.validation;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One rule about one value. A rule that is about another kind of value than the one given is broken by it: nothing is
/// skipped.
sealed interface ValueRule {
    /// Neither null nor an empty text.
    record Required() implements ValueRule {}

    /// Null is allowed, and then no other rule of the list counts.
    record NullAllowed() implements ValueRule {}

    /// Of one of these types.
    record Type(List<String> expected) implements ValueRule {}

    /// A text of so many characters (code points), or a list of so many items.
    record Length(long min, long max) implements ValueRule {
        Length ordered(RuleReader reader) {
            if (min > max) {
                throw reader.wrong("min", "is more than max");
            }
            return this;
        }
    }

    /// A number within bounds, both included.
    record Range(@Nullable BigDecimal min, @Nullable BigDecimal max) implements ValueRule {}

    /// A text in which the expression is found.
    record Matches(Pattern pattern) implements ValueRule {}

    /// One of these values; numbers by value.
    record OneOf(List<@Nullable Object> values, Set<@Nullable Object> canonical) implements ValueRule {}

    /// A text of a known form, such as an e-mail address.
    record Form(String rule, String name) implements ValueRule {}

    /// A text that is an absolute URL, with a host unless schemes are given.
    record Url(List<String> schemes) implements ValueRule {}

    /// A text that is a date or a time in a format.
    record Date(String format, DateTimeFormatter formatter) implements ValueRule {}

    /// A list.
    record Items(long min, long max, boolean unique, List<ValueRule> each) implements ValueRule {
        Items ordered(RuleReader reader) {
            if (min > max) {
                throw reader.wrong("min_items", "is more than max_items");
            }
            return this;
        }
    }

    /// A map.
    record Members(Map<String, List<ValueRule>> properties, List<String> required, boolean additional)
            implements ValueRule {}
}

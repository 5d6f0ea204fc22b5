package dev.incant.kernel.tool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Describes a plain value: an argument or a result. Checked by [SchemaCheck], shown by [JsonSchema].
public sealed interface Schema {
    /// What the value means, a sentence or a clause.
    String meaning();

    /// Any value at all.
    record Any(String meaning) implements Schema {}

    /// `true` or `false`.
    record Bool(String meaning) implements Schema {}

    /// A whole number from `min` to `max`.
    record Int(String meaning, long min, long max) implements Schema {
        public Int {
            ordered(min <= max);
        }
    }

    /// A number from `min` to `max`; integers are accepted and become doubles.
    record Num(String meaning, double min, double max) implements Schema {
        public Num {
            ordered(min <= max);
        }
    }

    /// A number that stays an integer where it is one.
    record Numeric(String meaning) implements Schema {}

    /// Text of at most `maxLength` UTF-16 units.
    ///
    /// @param allowed the only values, all when empty
    /// @param pattern a regular expression that the whole text matches, or null
    /// @param format a JSON Schema format or one of ours (`path`, `glob`, `expression`), or null; not checked here
    record Text(
            String meaning,
            List<String> allowed,
            @Nullable String pattern,
            @Nullable String format,
            int maxLength) implements Schema {
        public Text {
            allowed = List.copyOf(allowed);
        }
    }

    /// Bytes; a string is accepted and becomes its UTF-8.
    record Bytes(String meaning) implements Schema {}

    /// A list of `min` to `max` items.
    record Items(String meaning, Schema item, int min, int max) implements Schema {
        public Items {
            ordered(min <= max);
        }
    }

    /// A map from any names to values of one kind.
    record MapOf(String meaning, Schema value) implements Schema {}

    /// A map with known names.
    ///
    /// @param open whether other names are taken too, with any values; else they are refused
    record Fields(String meaning, List<Field> fields, boolean open) implements Schema {
        public Fields {
            fields = List.copyOf(fields);
        }

        public Fields(String meaning, List<Field> fields) {
            this(meaning, fields, false);
        }
    }

    /// The first of several that fits.
    record Either(String meaning, List<Schema> choices) implements Schema {
        public Either {
            choices = List.copyOf(choices);
        }
    }

    /// `null`, or what another schema describes.
    record OrNull(Schema schema) implements Schema {
        @Override
        public String meaning() {
            return schema.meaning();
        }
    }

    static Schema any(String meaning) {
        return new Any(meaning);
    }

    static Schema bool(String meaning) {
        return new Bool(meaning);
    }

    static Schema integer(String meaning) {
        return new Int(meaning, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Schema integer(String meaning, long min, long max) {
        return new Int(meaning, min, max);
    }

    static Schema number(String meaning) {
        return new Num(meaning, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    static Schema numeric(String meaning) {
        return new Numeric(meaning);
    }

    static Schema string(String meaning) {
        return new Text(meaning, List.of(), null, null, Integer.MAX_VALUE);
    }

    static Schema oneOf(String meaning, String... allowed) {
        return new Text(meaning, List.of(allowed), null, null, Integer.MAX_VALUE);
    }

    static Schema bytes(String meaning) {
        return new Bytes(meaning);
    }

    static Schema list(String meaning, Schema item) {
        return new Items(meaning, item, 0, Integer.MAX_VALUE);
    }

    static Schema map(String meaning, Schema value) {
        return new MapOf(meaning, value);
    }

    static Schema object(String meaning, Field... fields) {
        return new Fields(meaning, List.of(fields));
    }

    static Schema either(String meaning, Schema... choices) {
        return new Either(meaning, List.of(choices));
    }

    /// This schema, or null.
    default Schema orNull() {
        return new OrNull(this);
    }

    /// The name of the type in help texts: `string`, `list of integer`, ….
    default String typeName() {
        return switch (this) {
            case Any _ -> "any";
            case Bool _ -> "boolean";
            case Int _ -> "integer";
            case Num _, Numeric _ -> "number";
            case Text _ -> "string";
            case Bytes _ -> "bytes";
            case Items items -> "list of " + items.item().typeName();
            case MapOf map -> "map of " + map.value().typeName();
            case Fields _ -> "map";
            case Either either ->
                String.join(
                        " or ",
                        either.choices().stream()
                                .map(Schema::typeName)
                                .distinct()
                                .toList());
            case OrNull or -> or.schema().typeName() + " or null";
        };
    }

    private static void ordered(boolean inOrder) {
        if (!inOrder) {
            throw new IllegalArgumentException("the smallest value is larger than the largest");
        }
    }
}

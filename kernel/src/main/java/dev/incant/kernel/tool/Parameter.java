package dev.incant.kernel.tool;

import dev.incant.kernel.capability.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One parameter of an [Operation]. Made by the factories here and refined by the methods that return a changed copy.
///
/// @param name `snake_case`
/// @param aliases other names that mean the same, such as those of the reference system
/// @param schema what values are accepted, and what they mean
/// @param required whether a call must give it
/// @param main whether the command line takes it as the bare argument
/// @param otherwise the value when it is not given; null for none
/// @param needs what the value names that must be granted: a path to read or write, a host, a program, a variable
public record Parameter(
        String name,
        List<String> aliases,
        Schema schema,
        boolean required,
        boolean main,
        @Nullable Object otherwise,
        List<Permission> needs) {
    public Parameter {
        aliases = List.copyOf(aliases);
        needs = List.copyOf(needs);
        if (required && otherwise != null) {
            throw new IllegalArgumentException("a required parameter has no default: " + name);
        }
    }

    private static Parameter of(String name, Schema schema) {
        return new Parameter(name, List.of(), schema, true, false, null, List.of());
    }

    public static Parameter text(String name, String meaning) {
        return of(name, Schema.string(meaning));
    }

    /// A path, as the user wrote it.
    public static Parameter path(String name, String meaning) {
        return of(name, new Schema.Text(meaning, List.of(), null, "path", 4096));
    }

    public static Parameter integer(String name, String meaning) {
        return of(name, Schema.integer(meaning));
    }

    public static Parameter number(String name, String meaning) {
        return of(name, Schema.number(meaning));
    }

    public static Parameter bool(String name, String meaning) {
        return of(name, Schema.bool(meaning));
    }

    public static Parameter any(String name, String meaning) {
        return of(name, Schema.any(meaning));
    }

    public static Parameter list(String name, String meaning, Schema item) {
        return of(name, Schema.list(meaning, item));
    }

    public static Parameter map(String name, String meaning, Schema value) {
        return of(name, Schema.map(meaning, value));
    }

    /// A parameter with any schema; the schema's meaning is the parameter's.
    public static Parameter schema(String name, Schema schema) {
        return of(name, schema);
    }

    /// Accepts numbers from `min` to `max` only.
    public Parameter between(long min, long max) {
        if (schema instanceof Schema.Int integer) {
            return with(new Schema.Int(integer.meaning(), min, max));
        }
        if (schema instanceof Schema.Num number) {
            return with(new Schema.Num(number.meaning(), min, max));
        }
        if (schema instanceof Schema.Items items) {
            return with(new Schema.Items(items.meaning(), items.item(), (int) min, (int) max));
        }
        throw new IllegalStateException(name + " has no range");
    }

    /// Accepts these texts only.
    public Parameter oneOf(String... allowed) {
        Schema.Text text = text();
        return with(new Schema.Text(text.meaning(), List.of(allowed), text.pattern(), text.format(), text.maxLength()));
    }

    /// Accepts texts only that a regular expression matches as a whole.
    public Parameter matching(String pattern) {
        Schema.Text text = text();
        return with(new Schema.Text(text.meaning(), text.allowed(), pattern, text.format(), text.maxLength()));
    }

    /// Says what the text is, as JSON Schema's `format`.
    public Parameter format(String format) {
        Schema.Text text = text();
        return with(new Schema.Text(text.meaning(), text.allowed(), text.pattern(), format, text.maxLength()));
    }

    /// Accepts texts of at most `length` UTF-16 units.
    public Parameter atMost(int length) {
        Schema.Text text = text();
        return with(new Schema.Text(text.meaning(), text.allowed(), text.pattern(), text.format(), length));
    }

    /// Takes other names too.
    public Parameter alias(String... names) {
        List<String> more = new ArrayList<>(aliases);
        more.addAll(Arrays.asList(names));
        return new Parameter(name, more, schema, required, main, otherwise, needs);
    }

    /// Has this value when it is not given.
    public Parameter otherwise(Object value) {
        return new Parameter(
                name, aliases, schema, false, main, value instanceof Integer i ? (Object) i.longValue() : value, needs);
    }

    /// Names something that must be granted.
    public Parameter needs(Permission... permissions) {
        return new Parameter(name, aliases, schema, required, main, otherwise, List.of(permissions));
    }

    Parameter asOptional() {
        return new Parameter(name, aliases, schema, false, main, otherwise, needs);
    }

    Parameter asMain() {
        return new Parameter(name, aliases, schema, required, true, otherwise, needs);
    }

    /// What it means.
    public String meaning() {
        return schema.meaning();
    }

    private Parameter with(Schema changed) {
        return new Parameter(name, aliases, changed, required, main, otherwise, needs);
    }

    private Schema.Text text() {
        if (schema instanceof Schema.Text text) {
            return text;
        }
        throw new IllegalStateException(name + " is no text");
    }
}

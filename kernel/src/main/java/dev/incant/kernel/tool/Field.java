package dev.incant.kernel.tool;

/// A named part of a [Schema.Fields].
public record Field(String name, Schema schema, boolean required) {
    public static Field of(String name, Schema schema) {
        return new Field(name, schema, true);
    }

    /// A part that may be missing.
    public static Field optional(String name, Schema schema) {
        return new Field(name, schema, false);
    }
}

package dev.incant.tools.database;

import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.value.Values;
import java.util.Base64;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// A small SQLite database for the examples: the table `products` with two rows, made by the program `sqlite3` with
/// pages of 512 bytes.
final class SampleDatabase {
    private static final int SIZE = 1024;
    private static final String DEFLATED =
            "eNoLDvTJLElVSMsvyk0sUTBmYGJgZGRwUFBgYAAyIRgGGIGYBY1PCDAx6CUz8oIUM05hAKJRQATIYmQX"
                    + "l5VlbFQvSUzKSS0oyk8pTS4phtFMzkGujiGuCiGOTj6uCjBRjcwUhcy8ktT01CKgWGZuYlGlQnZqpY5CXmJuqkJJakWJQl4+EJfm"
                    + "5OiAFCSnKhSlJuZoguKGifEpA+N7IDEKhifgYGJhEGbMLU3n4GcEsthLUhMdeCBSAOj1MqM=";

    private SampleDatabase() {}

    static Fixture fixture() {
        byte[] bytes = new byte[SIZE];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(Base64.getDecoder().decode(DEFLATED));
            inflater.inflate(bytes);
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
        return Fixture.NONE.andFile("shop.db", bytes);
    }

    /// What `schema` says of it.
    static Map<String, @Nullable Object> described() {
        return Values.map(
                "tables",
                Values.list(Values.map(
                        "schema",
                        null,
                        "name",
                        "products",
                        "type",
                        "table",
                        "columns",
                        Values.list(
                                column("id", "INTEGER", true),
                                column("name", "TEXT", false),
                                column("price", "REAL", true)),
                        "primary_key",
                        Values.list("id"),
                        "foreign_keys",
                        Values.list(),
                        "indexes",
                        Values.list())));
    }

    private static Map<String, @Nullable Object> column(String name, String type, boolean nullable) {
        return Values.map("name", name, "type", type, "nullable", nullable, "default", null);
    }
}

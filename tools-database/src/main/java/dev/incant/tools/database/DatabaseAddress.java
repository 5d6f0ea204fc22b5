package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import java.util.Locale;

/// Which database is meant: one in a file, by its path.
///
/// @param place the path; [#MEMORY] for none
record DatabaseAddress(Engine engine, String place) {
    /// The place of a database that is empty, and gone after the call.
    static final String MEMORY = ":memory:";

    /// Reads the parameters that name a database.
    ///
    /// @throws ToolException `invalid_params`
    static DatabaseAddress of(Args args) {
        String text = args.string("database");
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "sqlite" -> file(Engine.SQLITE, text.substring(colon + 1));
            case "duckdb" -> file(Engine.DUCKDB, text.substring(colon + 1));
            default -> file(byEnding(text), text);
        };
    }

    private static Engine byEnding(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".duckdb") || lower.endsWith(".ddb") ? Engine.DUCKDB : Engine.SQLITE;
    }

    private static DatabaseAddress file(Engine engine, String given) {
        String path = given.startsWith("///") ? given.substring(2) : given;
        if (path.isEmpty()) {
            throw ToolException.invalidParams("database: the path of the file is missing");
        }
        if (path.indexOf('?') >= 0) {
            throw ToolException.invalidParams("database: '" + path + "' must not have a question mark in it");
        }
        return new DatabaseAddress(engine, path);
    }

    boolean inMemory() {
        return place.equals(MEMORY);
    }
}

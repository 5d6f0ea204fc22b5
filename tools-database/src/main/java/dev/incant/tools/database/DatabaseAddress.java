package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which database is meant: one in a file, by its path, or one on a server.
///
/// @param place the path; [#MEMORY] for none; empty for a server's
/// @param server null for a file's
record DatabaseAddress(
        Engine engine, String place, @Nullable ServerAddress server) {
    /// The place of a database that is empty, and gone after the call.
    static final String MEMORY = ":memory:";

    /// Reads the parameters that name a database.
    ///
    /// @throws ToolException `invalid_params`; `denied` and `unavailable` for a variable
    static DatabaseAddress of(Args args, ToolContext context) {
        if (args.has("database") == args.has("database_variable")) {
            throw ToolException.invalidParams("database: give one of database and database_variable");
        }
        String text = args.has("database")
                ? args.string("database")
                : context.environment().secret(args.string("database_variable"));
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "sqlite" -> file(Engine.SQLITE, text.substring(colon + 1), args);
            case "duckdb" -> file(Engine.DUCKDB, text.substring(colon + 1), args);
            case "postgresql", "postgres" -> server(Engine.POSTGRESQL, text, args, context);
            case "mysql", "mariadb" -> server(Engine.MYSQL, text, args, context);
            default -> {
                if (text.startsWith("://", Math.max(0, colon))) {
                    throw ToolException.invalidParams("database: '" + scheme
                            + "' is none of postgresql, postgres, mysql, mariadb, sqlite and duckdb");
                }
                yield file(byEnding(text), text, args);
            }
        };
    }

    private static DatabaseAddress server(Engine engine, String url, Args args, ToolContext context) {
        return new DatabaseAddress(engine, "", ServerAddress.of(engine, url, args, context));
    }

    private static Engine byEnding(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".duckdb") || lower.endsWith(".ddb") ? Engine.DUCKDB : Engine.SQLITE;
    }

    private static DatabaseAddress file(Engine engine, String given, Args args) {
        for (String name : ServerAddress.PARAMETERS) {
            if (args.given(name)) {
                throw ToolException.invalidParams(name + ": is for databases on a server only");
            }
        }
        String path = given.startsWith("///") ? given.substring(2) : given;
        if (path.isEmpty()) {
            throw ToolException.invalidParams("database: the path of the file is missing");
        }
        if (path.indexOf('?') >= 0) {
            throw ToolException.invalidParams("database: '" + path + "' must not have a question mark in it");
        }
        return new DatabaseAddress(engine, path, null);
    }

    boolean inMemory() {
        return place.equals(MEMORY);
    }
}

package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One of the statements of a call that changes something.
///
/// @param field the parameter it came in, for messages
record SqlStatement(String field, SqlText sql, List<@Nullable Object> parameters) {
    static final int MAX_KEYS = 10_000;
    private static final Set<String> DEFINING = Set.of(
            "alter",
            "analyze",
            "cache",
            "check",
            "create",
            "drop",
            "flush",
            "grant",
            "optimize",
            "rename",
            "repair",
            "revoke",
            "truncate");

    /// Reads `sql` with `parameters`, or the list `statements`.
    ///
    /// @throws ToolException `invalid_params`
    static List<SqlStatement> of(Args args, Engine engine) {
        boolean single = args.has("sql");
        if (single == args.has("statements")) {
            throw ToolException.invalidParams("sql: give either one statement here or a list in 'statements'");
        }
        if (single) {
            return List.of(of("sql", args.string("sql"), args.list("parameters"), engine));
        }
        if (args.has("parameters")) {
            throw ToolException.invalidParams(
                    "parameters: where statements are a list, each has parameters of its own");
        }
        List<SqlStatement> statements = new ArrayList<>();
        for (Object item : args.list("statements")) {
            statements.add(item(statements.size(), item, engine));
        }
        if (!engine.undoesDefinitions() && statements.size() > 1) {
            statements.forEach(SqlStatement::refuseDefinition);
        }
        return statements;
    }

    /// MySQL keeps all that was done before such a statement, and the statement itself, at once.
    private void refuseDefinition() {
        String word = sql.firstWord();
        if (DEFINING.contains(word)) {
            throw ToolException.invalidParams(field + ": MySQL and MariaDB cannot undo " + word.toUpperCase(Locale.ROOT)
                    + ", so it has to be the only statement of its call");
        }
    }

    @SuppressWarnings("unchecked") // checked by the schema
    private static SqlStatement item(int index, @Nullable Object item, Engine engine) {
        String field = "statements[" + index + "]";
        if (item instanceof Map<?, ?> map && map.get("sql") instanceof String text) {
            Object parameters = map.get("parameters");
            return of(field, text, parameters == null ? List.of() : (List<@Nullable Object>) parameters, engine);
        }
        return of(field, String.valueOf(item), List.of(), engine);
    }

    private static SqlStatement of(String field, String text, List<@Nullable Object> parameters, Engine engine) {
        return new SqlStatement(field, SqlText.one(field, text, engine).changing(), parameters);
    }

    String parametersField() {
        return field.equals("sql") ? "parameters" : field + ".parameters";
    }

    boolean inserts() {
        String word = sql.firstWord();
        return (word.equals("insert") || word.equals("replace")) && !sql.mentions("returning");
    }

    /// Whether rows that come back are those that were changed.
    boolean changesRows() {
        return sql.mentions("returning");
    }
}

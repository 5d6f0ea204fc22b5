package dev.incant.tools.database;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;

/// What an engine said as an error of ours.
final class SqlErrors {
    private final DatabaseAddress address;
    private final ToolContext context;

    SqlErrors(DatabaseAddress address, ToolContext context) {
        this.address = address;
        this.context = context;
    }

    /// The error of a statement.
    ///
    /// @param field the parameter that it came in
    ToolException of(String field, SQLException error) {
        context.checkCancelled();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ToolException known) {
                return known;
            }
        }
        ServerAddress server = address.server();
        if (server != null) {
            return ServerErrors.of(field, error, address.engine(), server);
        }
        String message = field + ": " + Duck.words(error);
        ErrorCode code = switch (address.engine()) {
            case SQLITE -> sqlite(error);
            case DUCKDB -> duckdb(Duck.words(error).toLowerCase(Locale.ROOT));
            case POSTGRESQL, MYSQL -> ErrorCode.FAILED;
        };
        return new ToolException(code, message, Map.of(), null);
    }

    private static ErrorCode sqlite(SQLException error) {
        // The upper bits say more than is needed.
        return switch (SQLiteErrorCode.getErrorCode(error.getErrorCode() & 0xff)) {
            case SQLITE_ERROR, SQLITE_READONLY, SQLITE_RANGE, SQLITE_MISMATCH -> ErrorCode.INVALID_PARAMS;
            case SQLITE_CONSTRAINT, SQLITE_BUSY, SQLITE_LOCKED -> ErrorCode.CONFLICT;
            case SQLITE_TOOBIG, SQLITE_NOMEM, SQLITE_FULL -> ErrorCode.LIMIT_EXCEEDED;
            case SQLITE_AUTH, SQLITE_PERM -> ErrorCode.DENIED;
            default -> ErrorCode.FAILED;
        };
    }

    private static ErrorCode duckdb(String words) {
        if (words.startsWith("permission error")) {
            return ErrorCode.DENIED;
        }
        if (words.startsWith("out of memory")) {
            return ErrorCode.LIMIT_EXCEEDED;
        }
        if (words.startsWith("constraint error")
                || words.startsWith("transaction")
                || words.contains("conflicting lock")
                || words.contains("different configuration")) {
            return ErrorCode.CONFLICT;
        }
        boolean wrong = words.startsWith("parser error")
                || words.startsWith("binder error")
                || words.startsWith("catalog error")
                || words.startsWith("syntax error")
                || words.startsWith("invalid input error");
        return wrong ? ErrorCode.INVALID_PARAMS : ErrorCode.FAILED;
    }
}

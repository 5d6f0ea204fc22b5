package dev.incant.tools.database;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a server or its driver said as an error of ours, by SQLSTATE (PostgreSQL, appendix A) and, for
/// MySQL and MariaDB, by their own numbers.
final class ServerErrors {
    private ServerErrors() {}

    /// The error, without the password in it, whoever said it.
    ///
    /// @param field the parameter that it came in
    static ToolException of(String field, SQLException error, Engine engine, ServerAddress address) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        IOException failure = failure(error);
        if (failure != null || state.startsWith("08")) {
            return broken(error, failure, address);
        }
        ErrorCode code = engine == Engine.MYSQL ? mysql(error.getErrorCode(), state) : standard(error, state);
        String said = words(error);
        String where = state.startsWith("28") || state.equals("3D000") ? "database: " + address.shown() : field;
        ToolException told = new ToolException(code, where + ": " + address.hidden(said));
        return state.isEmpty() ? told : told.with("sqlstate", state);
    }

    private static String words(SQLException error) {
        return String.valueOf(error.getMessage())
                .replaceFirst("^\\(conn=[0-9]+\\) ", "")
                .replaceFirst("^ERROR: ", "")
                .replaceAll("\\s*\\n\\s*", "; ")
                .strip();
    }

    private static @Nullable IOException failure(SQLException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException failure) {
                return failure;
            }
        }
        return null;
    }

    private static ToolException broken(SQLException error, @Nullable IOException failure, ServerAddress address) {
        String where = address.shown();
        String said = failure == null ? words(error) : String.valueOf(failure.getMessage());
        String reason = reason(failure);
        String message = switch (reason) {
            case "unresolved" -> "the host '" + address.host() + "' cannot be found";
            case "timeout" -> where + " does not answer in time";
            case "refused" -> where + " refused the connection";
            case "tls" -> where + " failed at TLS: " + said;
            default -> where + " broke off the connection: " + said;
        };
        ErrorCode code = reason.equals("timeout") ? ErrorCode.TIMEOUT : ErrorCode.FAILED;
        return new ToolException(code, "database: " + address.hidden(message))
                .with("reason", reason)
                .with("host", address.host())
                .with("port", (long) address.port());
    }

    private static String reason(@Nullable IOException failure) {
        return switch (failure) {
            case UnknownHostException _ -> "unresolved";
            case SocketTimeoutException _ -> "timeout";
            case ConnectException refused
            when String.valueOf(refused.getMessage()).contains("refused") -> "refused";
            case SSLException _ -> "tls";
            case null, default -> "broken";
        };
    }

    private static ErrorCode standard(SQLException error, String state) {
        return switch (state) {
            case "42501" -> ErrorCode.DENIED;
            case "3D000", "3F000" -> ErrorCode.NOT_FOUND;
            case "55P03", "55006" -> ErrorCode.CONFLICT;
            case "57014" -> words(error).contains("timeout") ? ErrorCode.TIMEOUT : ErrorCode.FAILED;
            default -> byClass(state.length() < 2 ? "" : state.substring(0, 2));
        };
    }

    private static ErrorCode byClass(String kind) {
        return switch (kind) {
            case "0A", "22", "25", "42" -> ErrorCode.INVALID_PARAMS;
            case "23", "40" -> ErrorCode.CONFLICT;
            case "28" -> ErrorCode.DENIED;
            case "53", "54" -> ErrorCode.LIMIT_EXCEEDED;
            default -> ErrorCode.FAILED;
        };
    }

    /// See the server's list of error codes.
    private static ErrorCode mysql(int number, String state) {
        return switch (number) {
            // Access denied, of several kinds; read-only server.
            case 1044, 1045, 1142, 1143, 1227, 1290, 1370, 1698, 1836 -> ErrorCode.DENIED;
            case 1049 -> ErrorCode.NOT_FOUND;
            case 1040, 1041, 1114, 1153, 1203, 1226 -> ErrorCode.LIMIT_EXCEEDED;
            case 1022, 1050, 1062, 1205, 1213, 1451, 1452, 4025 -> ErrorCode.CONFLICT;
            // A session's limit of time, of MariaDB and of MySQL.
            case 1969, 3024 -> ErrorCode.TIMEOUT;
            // Read-only transaction; wrong values.
            case 1792, 1264, 1265, 1292, 1366, 1406, 1364 -> ErrorCode.INVALID_PARAMS;
            default -> byClass(state.length() < 2 ? "" : state.substring(0, 2));
        };
    }
}

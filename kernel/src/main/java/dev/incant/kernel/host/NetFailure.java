package dev.incant.kernel.host;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/// Turns what sockets throw into errors that say which host, and as `details.reason` which kind of failure.
final class NetFailure {
    private NetFailure() {}

    /// The kind of failure: `unresolved`, `refused`, `unreachable`, `timeout`, `tls` or `broken`.
    static String reason(IOException failure) {
        return switch (failure) {
            case UnknownHostException _ -> "unresolved";
            case SocketTimeoutException _ -> "timeout";
            case NoRouteToHostException _ -> "unreachable";
            case ConnectException _ -> said(failure).contains("refused") ? "refused" : "unreachable";
            case SSLException _ -> "tls";
            default -> "broken";
        };
    }

    /// The failure as an error.
    static ToolException of(Origin origin, IOException failure) {
        String reason = reason(failure);
        String where = origin.authority();
        String message = switch (reason) {
            case "unresolved" -> "the host '" + origin.host().name() + "' cannot be found";
            case "timeout" -> where + " does not answer in time";
            case "refused" -> where + " refused the connection";
            case "unreachable" -> where + " cannot be reached: " + said(failure);
            case "tls" -> where + " failed at TLS: " + TlsFailure.words(failure);
            default -> where + " broke off the connection: " + said(failure);
        };
        ErrorCode code = reason.equals("timeout") ? ErrorCode.TIMEOUT : ErrorCode.FAILED;
        return new ToolException(code, message)
                .with("reason", reason)
                .with("host", origin.host().name())
                .with("port", (long) origin.port());
    }

    private static String said(IOException failure) {
        return String.valueOf(failure.getMessage());
    }

    /// A step that took longer than it may.
    static ToolException late(Origin origin, ToolException timeout) {
        return timeout.with("reason", "timeout")
                .with("host", origin.host().name())
                .with("port", (long) origin.port());
    }
}

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

    static ToolException of(Origin origin, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case UnknownHostException _ ->
                failed(origin, "unresolved", "the host '" + origin.host().name() + "' cannot be found");
            case SocketTimeoutException _ ->
                error(ErrorCode.TIMEOUT, origin, "timeout", origin.authority() + " does not answer in time");
            case NoRouteToHostException _ ->
                failed(origin, "unreachable", origin.authority() + " cannot be reached: no route to it");
            case ConnectException _ ->
                message.contains("refused")
                        ? failed(origin, "refused", origin.authority() + " refused the connection")
                        : failed(origin, "unreachable", origin.authority() + " cannot be reached: " + message);
            case SSLException tls ->
                failed(origin, "tls", origin.authority() + " failed at TLS: " + TlsFailure.words(tls));
            default -> failed(origin, "broken", origin.authority() + " broke off the connection: " + message);
        };
    }

    /// A step that took longer than it may.
    static ToolException late(Origin origin, ToolException timeout) {
        return timeout.with("reason", "timeout")
                .with("host", origin.host().name())
                .with("port", (long) origin.port());
    }

    private static ToolException failed(Origin origin, String reason, String message) {
        return error(ErrorCode.FAILED, origin, reason, message);
    }

    private static ToolException error(ErrorCode code, Origin origin, String reason, String message) {
        return new ToolException(code, message)
                .with("reason", reason)
                .with("host", origin.host().name())
                .with("port", (long) origin.port());
    }
}

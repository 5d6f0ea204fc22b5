package dev.incant.kernel.host;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/// Says in plain words why a TLS handshake or the check of a certificate failed.
final class TlsFailure {
    private TlsFailure() {}

    /// A clause such as `the certificate has expired`.
    static String words(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return String.valueOf(failure.getMessage());
    }

    private static @Nullable String known(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException _ -> "the certificate has expired";
            case CertificateNotYetValidException _ -> "the certificate is not valid yet";
            case CertPathBuilderException _ -> "the certificate is not trusted: no path to a known authority";
            default -> null;
        };
    }
}

package dev.incant.kernel.host;

import dev.incant.kernel.capability.Sockets.Certificate;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Judges the certificates of one handshake by the authorities that this JDK knows, and remembers them and the verdict.
/// Where it need not verify, the handshake goes on whatever the verdict.
final class TlsTrust extends X509ExtendedTrustManager {
    /// Made when first used: reading the authorities costs time.
    private static final class Known {
        static final X509ExtendedTrustManager AUTHORITIES = authorities();

        private static X509ExtendedTrustManager authorities() {
            try {
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                for (TrustManager manager : factory.getTrustManagers()) {
                    if (manager instanceof X509ExtendedTrustManager found) {
                        return found;
                    }
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalStateException("this JDK judges no certificates");
        }
    }

    private final boolean verify;
    private List<X509Certificate> chain = List.of();
    private @Nullable String problem;

    TlsTrust(boolean verify) {
        this.verify = verify;
    }

    /// Makes sockets whose certificates this judges.
    SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Why the certificates are not trusted, null when they are.
    synchronized @Nullable String problem() {
        return problem;
    }

    /// What the server showed, its own certificate first.
    synchronized List<Certificate> chain() {
        return chain.stream().map(TlsTrust::described).toList();
    }

    private interface Verdict {
        void give() throws CertificateException;
    }

    private synchronized void judge(X509Certificate[] shown, Verdict verdict) throws CertificateException {
        chain = List.of(shown);
        try {
            verdict.give();
        } catch (CertificateException e) {
            problem = TlsFailure.words(e);
            if (verify) {
                throw e;
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String kind, Socket socket) throws CertificateException {
        judge(shown, () -> Known.AUTHORITIES.checkServerTrusted(shown, kind, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String kind, SSLEngine engine) throws CertificateException {
        judge(shown, () -> Known.AUTHORITIES.checkServerTrusted(shown, kind, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String kind) throws CertificateException {
        judge(shown, () -> Known.AUTHORITIES.checkServerTrusted(shown, kind));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String kind, Socket socket) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String kind, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String kind) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return Known.AUTHORITIES.getAcceptedIssuers();
    }

    private static Certificate described(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Certificate(
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getIssuerX500Principal().getName(),
                    names(certificate),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    certificate.getSerialNumber().toString(16),
                    HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The names of kind 2, a host, and 7, an address (RFC 5280, section 4.2.1.6).
    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> name : alternatives) {
                    if (name.getFirst() instanceof Integer kind && (kind == 2 || kind == 7)) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // A certificate whose names cannot be read has none; the verdict on it says more.
        }
        return names;
    }
}

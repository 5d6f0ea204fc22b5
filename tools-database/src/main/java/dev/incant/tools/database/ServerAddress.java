package dev.incant.tools.database;

import dev.incant.kernel.capability.Environment;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A database on a server, and who asks for it: `postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=MODE`, each part but
/// the host may be missing, and what is not plain is percent-encoded. Parameters stand in for parts that are missing.
///
/// @param host a name or an address, an IPv6 address without brackets
/// @param name of the database, empty for none
/// @param authority the PEM text of the certificate that the server's own leads to, null for those this JDK knows
record ServerAddress(
        String host,
        int port,
        String user,
        String password,
        String name,
        Tls tls,
        @Nullable String authority) {
    /// How the connection is protected.
    enum Tls {
        /// Not at all.
        DISABLE,
        /// Encrypted, to whomever.
        REQUIRE,
        /// Encrypted, with a certificate that is trusted and for the host.
        VERIFY_FULL;

        static Tls of(String word) {
            return switch (word) {
                case "disable" -> DISABLE;
                case "require" -> REQUIRE;
                case "verify-full" -> VERIFY_FULL;
                default ->
                    throw ToolException.invalidParams(
                            "database: sslmode is one of disable, require and verify-full, not '" + word + "'");
            };
        }
    }

    /// The parameters that are for servers only.
    static final List<String> PARAMETERS = List.of("user", "password", "password_variable", "tls", "ca_file");

    /// Reads a URL and the parameters beside it. What is wrong with it is said without the URL: it may hold a password.
    ///
    /// @throws ToolException `invalid_params`; `denied` and `unavailable` for a variable
    static ServerAddress of(Engine engine, String url, Args args, ToolContext context) {
        URI uri = uri(url);
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw ToolException.invalidParams(
                    "database: the host is missing or no host; such as postgresql://USER@HOST:5432/NAME");
        }
        if (uri.getRawFragment() != null) {
            throw ToolException.invalidParams("database: there must be no '#' in it; write it as %23");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String name = path.isEmpty() ? "" : decoded(path.substring(1));
        if (name.indexOf('/') >= 0 && path.indexOf('/', 1) >= 0) {
            throw ToolException.invalidParams("database: one name follows the host, with '/' in it as %2F");
        }
        String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = login.indexOf(':');
        String user = user(decoded(colon < 0 ? login : login.substring(0, colon)), args);
        String password = password(colon < 0 ? null : decoded(login.substring(colon + 1)), args, context);
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Tls tls = tls(uri.getRawQuery(), plain, args);
        return new ServerAddress(
                plain,
                uri.getPort() < 0 ? engine.port() : uri.getPort(),
                user,
                password,
                name,
                tls,
                authority(tls, args, context));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw ToolException.invalidParams("database: it is no URL, at character " + (e.getIndex() + 1)
                    + "; in names and passwords all but letters and digits is percent-encoded, '@' as %40");
        }
    }

    private static String decoded(String text) {
        try {
            String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.chars().anyMatch(Character::isISOControl)) {
                throw ToolException.invalidParams("database: there is a control character in it");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams("database: two hex digits must follow each '%'");
        }
    }

    private static String user(String inUrl, Args args) {
        if (!inUrl.isEmpty() && args.given("user")) {
            throw ToolException.invalidParams("user: is in the URL already");
        }
        String user = inUrl.isEmpty() ? args.optionalString("user").orElse("") : inUrl;
        if (user.isEmpty() || user.chars().anyMatch(Character::isISOControl)) {
            throw ToolException.invalidParams("user: is missing, or holds a control character");
        }
        return user;
    }

    private static String password(@Nullable String inUrl, Args args, ToolContext context) {
        int given =
                (inUrl == null ? 0 : 1) + (args.given("password") ? 1 : 0) + (args.given("password_variable") ? 1 : 0);
        if (given > 1) {
            throw ToolException.invalidParams(
                    "password: give it once: as password, as password_variable, or in the URL");
        }
        if (args.given("password_variable")) {
            return context.environment().secret(args.string("password_variable"));
        }
        return inUrl != null ? inUrl : args.optionalString("password").orElse("");
    }

    private static Tls tls(@Nullable String query, String host, Args args) {
        String mode = args.optionalString("tls").orElse(null);
        if (query != null) {
            if (!query.startsWith("sslmode=") || query.indexOf('&') >= 0) {
                throw ToolException.invalidParams("database: after '?' only sslmode=MODE may stand");
            }
            if (mode != null) {
                throw ToolException.invalidParams("tls: is in the URL already, as sslmode");
            }
            mode = query.substring("sslmode=".length());
        }
        if (mode != null) {
            return Tls.of(mode);
        }
        return isHere(host) ? Tls.DISABLE : Tls.VERIFY_FULL;
    }

    /// Whether a host is this machine, by its name or address.
    static boolean isHere(String host) {
        return host.toLowerCase(Locale.ROOT).equals("localhost")
                || host.equals("::1")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static @Nullable String authority(Tls tls, Args args, ToolContext context) {
        String file = args.optionalString("ca_file").orElse(null);
        if (file == null) {
            return null;
        }
        if (tls != Tls.VERIFY_FULL) {
            throw ToolException.invalidParams("ca_file: is for tls verify-full only");
        }
        String text = context.files().readText(file);
        int from = text.indexOf("-----BEGIN CERTIFICATE-----");
        int to = text.indexOf("-----END CERTIFICATE-----", Math.max(0, from));
        if (from < 0 || to < 0) {
            throw ToolException.invalidParams("ca_file: '" + file + "' holds no certificate in PEM form");
        }
        if (text.indexOf("-----BEGIN CERTIFICATE-----", to) >= 0) {
            throw ToolException.invalidParams("ca_file: '" + file + "' holds more than one certificate");
        }
        return text.substring(from, to) + "-----END CERTIFICATE-----\n";
    }

    /// `HOST:PORT`, as it is shown.
    String shown() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /// A text of the driver or the server without the password in it.
    String hidden(String said) {
        return password.length() < 3 ? said : said.replace(password, Environment.MASK);
    }

    /// Never with the password.
    @Override
    public String toString() {
        return user + "@" + shown() + "/" + name;
    }
}

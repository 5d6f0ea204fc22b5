package dev.incant.tools.database;

import dev.incant.kernel.capability.RouteSockets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/// The drivers of servers, and how they are told to do no more than speak with the one server: no other hosts, no local
/// files, no other ways to log in than a password.
final class Drivers {
    private static final int CONNECT_SECONDS = 15;
    private static final int ROWS_AT_A_TIME = 64;

    private Drivers() {}

    static Connection connect(Engine engine, ServerAddress address) throws SQLException {
        // A driver looks its host up by itself, which plays no part in where it connects; it needs the name for
        // nothing but the certificate.
        String host = address.tls() == ServerAddress.Tls.VERIFY_FULL ? address.host() : "127.0.0.1";
        String place = "//" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.port() + "/"
                + URLEncoder.encode(address.name(), StandardCharsets.UTF_8).replace("+", "%20");
        Driver driver;
        String url;
        Properties settings;
        if (engine == Engine.POSTGRESQL) {
            driver = new org.postgresql.Driver();
            url = "jdbc:postgresql:" + place;
            settings = postgresql(address);
        } else {
            driver = new org.mariadb.jdbc.Driver();
            url = "jdbc:mariadb:" + place;
            settings = mariadb(address);
        }
        Connection connection = driver.connect(url, settings);
        if (connection == null) {
            throw new IllegalStateException("the driver does not know its own URL");
        }
        return connection;
    }

    private static Properties postgresql(ServerAddress address) {
        Properties settings = new Properties();
        settings.put("user", address.user());
        // Never null: the driver would look for a file of passwords.
        settings.put("password", address.password());
        settings.put("socketFactory", RouteSockets.class.getName());
        settings.put("connectTimeout", String.valueOf(CONNECT_SECONDS));
        settings.put("cancelSignalTimeout", "2");
        settings.put("gssEncMode", "disable");
        settings.put("requireAuth", plainText(address) ? "scram-sha-256,md5,password,none" : "scram-sha-256,md5,none");
        settings.put("ApplicationName", "incant");
        settings.put("stringtype", "unspecified");
        settings.put("defaultRowFetchSize", String.valueOf(ROWS_AT_A_TIME));
        settings.put("maxResultBuffer", "256M");
        switch (address.tls()) {
            case DISABLE -> settings.put("sslmode", "disable");
            case REQUIRE -> {
                settings.put("sslmode", "require");
                settings.put("sslfactory", "org.postgresql.ssl.NonValidatingFactory");
            }
            case VERIFY_FULL -> {
                settings.put("sslmode", "verify-full");
                String authority = address.authority();
                settings.put(
                        "sslfactory",
                        authority == null
                                ? "org.postgresql.ssl.DefaultJavaSSLFactory"
                                : "org.postgresql.ssl.SingleCertValidatingFactory");
                if (authority != null) {
                    settings.put("sslfactoryarg", authority);
                }
            }
        }
        return settings;
    }

    /// Whether a password may be sent as it is: to who has shown that it is the server, or to this machine.
    private static boolean plainText(ServerAddress address) {
        return address.tls() == ServerAddress.Tls.VERIFY_FULL || ServerAddress.isHere(address.host());
    }

    private static Properties mariadb(ServerAddress address) {
        Properties settings = new Properties();
        settings.put("user", address.user());
        settings.put("password", address.password());
        settings.put("socketFactory", RouteSockets.class.getName());
        settings.put("connectTimeout", String.valueOf(CONNECT_SECONDS * 1000));
        settings.put(
                "restrictedAuth",
                "mysql_native_password,client_ed25519,parsec,caching_sha2_password,sha256_password"
                        + (address.tls() == ServerAddress.Tls.VERIFY_FULL ? ",mysql_clear_password,dialog" : ""));
        settings.put("allowPublicKeyRetrieval", String.valueOf(plainText(address)));
        settings.put("permitRedirect", "false");
        settings.put("allowLocalInfile", "false");
        settings.put("allowMultiQueries", "false");
        settings.put("useServerPrepStmts", "true");
        settings.put("disconnectOnExpiredPasswords", "true");
        settings.put("tinyInt1isBit", "false");
        settings.put("yearIsDateType", "false");
        settings.put("defaultFetchSize", String.valueOf(ROWS_AT_A_TIME));
        settings.put("fallbackToSystemKeyStore", "false");
        switch (address.tls()) {
            case DISABLE -> settings.put("sslMode", "disable");
            case REQUIRE -> settings.put("sslMode", "trust");
            case VERIFY_FULL -> {
                settings.put("sslMode", "verify-full");
                settings.put("deferCertificateValidation", "false");
                String authority = address.authority();
                if (authority != null) {
                    settings.put("serverSslCert", authority);
                }
            }
        }
        return settings;
    }
}

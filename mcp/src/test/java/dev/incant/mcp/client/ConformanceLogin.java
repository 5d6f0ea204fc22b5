package dev.incant.mcp.client;

import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.mcp.authorization.Authorizer;
import dev.incant.mcp.authorization.LoginFolder;
import dev.incant.mcp.authorization.OAuthSettings;
import dev.incant.mcp.authorization.OAuthSettings.Grant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gets in at the suite's servers: an [Authorizer] as it is, with a person who agrees to everything at once.
final class ConformanceLogin {
    private static final String METADATA = "https://conformance-test.local/client-metadata.json";
    private static final String SECRET = "CONFORMANCE_CLIENT_SECRET";

    private ConformanceLogin() {}

    /// @param context what the scenario tells its client
    static Admission of(Host host, URI url, String scenario, Map<?, ?> context) throws IOException {
        Path folder = Files.createTempDirectory("incant-conformance-login");
        OAuthSettings settings = settings(folder, scenario, context);
        Map<String, String> variables = new HashMap<>(host.variables());
        if (context.get("client_secret") instanceof String secret) {
            variables.put(SECRET, secret);
        }
        Host knowing = new Host(host.clock(), null, variables, AddressResolver.SYSTEM);
        LoginFolder logins = new LoginFolder(folder.resolve("logins"));
        return new Authorizer(knowing, "suite", url, settings, logins, (page, _) -> visit(page));
    }

    private static OAuthSettings settings(Path folder, String scenario, Map<?, ?> context) throws IOException {
        Grant grant = switch (scenario) {
            case "auth/client-credentials-jwt", "auth/client-credentials-basic" -> Grant.CLIENT_CREDENTIALS;
            case "auth/wif-jwt-bearer" -> Grant.JWT_BEARER;
            case "auth/enterprise-managed-authorization" -> Grant.IDENTITY_ASSERTION;
            default -> Grant.AUTHORIZATION_CODE;
        };
        String assertion = text(context, grant == Grant.JWT_BEARER ? "valid_jwt" : "idp_id_token");
        return new OAuthSettings(
                grant,
                text(context, "client_id"),
                context.containsKey("client_secret") ? SECRET : null,
                file(folder, "key.pem", text(context, "private_key_pem")),
                URI.create(METADATA),
                file(folder, "assertion", assertion),
                null,
                text(context, "idp_issuer"),
                text(context, "idp_client_id"),
                List.of(),
                0);
    }

    private static @Nullable String text(Map<?, ?> context, String field) {
        return context.get(field) instanceof String text ? text : null;
    }

    private static @Nullable Path file(Path folder, String name, @Nullable String text) throws IOException {
        return text == null ? null : Files.writeString(folder.resolve(name), text);
    }

    /// What a browser does whose owner is logged in already.
    private static void visit(URI page) {
        try {
            HttpURLConnection browser = (HttpURLConnection) page.toURL().openConnection();
            System.err.println("the browser got HTTP " + browser.getResponseCode() + " at "
                    + browser.getURL().getPath());
            browser.disconnect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

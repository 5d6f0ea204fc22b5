package dev.incant.cli;

import dev.incant.mcp.authorization.OAuthSettings;
import dev.incant.mcp.authorization.OAuthSettings.Grant;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a command line says of how a server's owner wants to be asked for tokens.
final class OAuthFlags {
    static final Flag[] ALL = {
        Flag.SCOPE,
        Flag.CLIENT_ID,
        Flag.CLIENT_SECRET_ENV,
        Flag.CLIENT_KEY,
        Flag.CLIENT_METADATA,
        Flag.CALLBACK_PORT,
        Flag.ISSUER,
        Flag.GRANT,
        Flag.ASSERTION,
        Flag.IDENTITY_ISSUER,
        Flag.IDENTITY_CLIENT_ID
    };
    private static final int MOST_PORT = 65_535;

    private final Arguments arguments;
    private final Path directory;
    private final Command command;

    /// @param directory where relative paths start
    OAuthFlags(Arguments arguments, Path directory, Command command) {
        this.arguments = arguments;
        this.directory = directory;
        this.command = command;
    }

    /// The first of the flags that is there; null for none.
    static @Nullable Flag first(Arguments arguments) {
        for (Flag flag : ALL) {
            if (arguments.has(flag)) {
                return flag;
            }
        }
        return null;
    }

    OAuthSettings read() {
        Grant grant = grant();
        needs(grant != Grant.AUTHORIZATION_CODE, grant, Flag.CLIENT_ID);
        boolean asserted = grant == Grant.JWT_BEARER || grant == Grant.IDENTITY_ASSERTION;
        needs(asserted, grant, Flag.ASSERTION);
        needs(grant == Grant.IDENTITY_ASSERTION, grant, Flag.IDENTITY_ISSUER);
        needs(grant == Grant.IDENTITY_ASSERTION, grant, Flag.IDENTITY_CLIENT_ID);
        boolean proven = arguments.has(Flag.CLIENT_SECRET_ENV) || arguments.has(Flag.CLIENT_KEY);
        if (grant == Grant.CLIENT_CREDENTIALS && !proven) {
            throw Arguments.usage("--grant client_credentials needs --client-key or --client-secret-env", command);
        }
        if (arguments.has(Flag.CLIENT_SECRET_ENV) && arguments.has(Flag.CLIENT_KEY)) {
            throw Arguments.usage("--client-key and --client-secret-env exclude each other", command);
        }
        if (proven && !arguments.has(Flag.CLIENT_ID) && !arguments.has(Flag.CLIENT_METADATA)) {
            throw Arguments.usage("a secret or a key goes with --client-id", command);
        }
        String metadata = url(Flag.CLIENT_METADATA);
        return new OAuthSettings(
                grant,
                arguments.value(Flag.CLIENT_ID),
                arguments.value(Flag.CLIENT_SECRET_ENV),
                path(Flag.CLIENT_KEY),
                metadata == null ? null : URI.create(metadata),
                path(Flag.ASSERTION),
                url(Flag.ISSUER),
                url(Flag.IDENTITY_ISSUER),
                arguments.value(Flag.IDENTITY_CLIENT_ID),
                scopes(),
                port());
    }

    private void needs(boolean needed, Grant grant, Flag flag) {
        if (needed && !arguments.has(flag)) {
            throw Arguments.usage("--grant " + grant.word() + " needs --" + flag.word(), command);
        }
    }

    private Grant grant() {
        String word = arguments.value(Flag.GRANT);
        Grant grant = word == null ? Grant.AUTHORIZATION_CODE : Grant.of(word);
        if (grant == null) {
            throw Arguments.usage("--grant must be one of " + OAuthSettings.words() + ", not '" + word + "'", command);
        }
        return grant;
    }

    private List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        List<String> given = arguments.values(Flag.SCOPE);
        for (String each : given == null ? List.<String>of() : given) {
            for (String scope : each.strip().split(" +")) {
                boolean fine =
                        !scope.isEmpty() && scope.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
                if (!fine) {
                    throw Arguments.usage("--scope must be a scope, not '" + each + "'", command);
                }
                scopes.add(scope);
            }
        }
        return scopes;
    }

    private int port() {
        String text = arguments.value(Flag.CALLBACK_PORT);
        if (text == null) {
            return 0;
        }
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        if (port < 1 || port > MOST_PORT) {
            throw Arguments.usage("--callback-port must be a port, 1 to 65535, not '" + text + "'", command);
        }
        return port;
    }

    private @Nullable Path path(Flag flag) {
        String text = arguments.value(flag);
        return text == null ? null : directory.resolve(text).normalize();
    }

    private @Nullable String url(Flag flag) {
        String text = arguments.value(flag);
        if (text == null) {
            return null;
        }
        try {
            URI url = new URI(text);
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw Arguments.usage("--" + flag.word() + " must be a URL with a host, not '" + text + "'", command);
    }
}

package dev.incant.mcp.authorization;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a server's owner wants to be asked for tokens; all of it may be left out.
///
/// @param grant how tokens are got
/// @param clientId by which the authorization server knows Incant already; null to be registered
/// @param secretVariable the variable that holds the client's secret each time; null for none
/// @param key a file with the client's private key, PKCS #8 in PEM; null for none
/// @param metadata an `https` URL at which the client's metadata stands, which is its id; null for none
/// @param assertion a file with a token of somebody else's, see [Grant]; null for none
/// @param issuer the authorization server, where the server's word is not enough; null to take its word
/// @param identityIssuer who issued the identity assertion, see [Grant#IDENTITY_ASSERTION]
/// @param identityClientId by which that one knows Incant
/// @param scopes asked for in any case
/// @param callbackPort where the browser comes back to on this machine; 0 for any
public record OAuthSettings(
        Grant grant,
        @Nullable String clientId,
        @Nullable String secretVariable,
        @Nullable Path key,
        @Nullable URI metadata,
        @Nullable Path assertion,
        @Nullable String issuer,
        @Nullable String identityIssuer,
        @Nullable String identityClientId,
        List<String> scopes,
        int callbackPort) {
    /// Nothing is known beforehand, and a person logs in.
    public static final OAuthSettings NONE =
            new OAuthSettings(Grant.AUTHORIZATION_CODE, null, null, null, null, null, null, null, null, List.of(), 0);

    public OAuthSettings {
        scopes = List.copyOf(scopes);
    }

    /// The words of all grants, for messages.
    public static String words() {
        StringBuilder words = new StringBuilder();
        for (Grant each : Grant.values()) {
            words.append(words.isEmpty() ? "" : ", ").append(each.word());
        }
        return words.toString();
    }

    /// How tokens are got.
    public enum Grant {
        /// A person logs in with a browser.
        AUTHORIZATION_CODE("authorization_code"),

        /// The client is its own master. Source: MCP's extension "OAuth Client Credentials".
        CLIENT_CREDENTIALS("client_credentials"),

        /// The assertion is a token that names this workload. Source: RFC 7523, section 2.1.
        JWT_BEARER("jwt_bearer"),

        /// The assertion is an ID token of a person, which its issuer exchanges for one that the authorization server
        /// takes. Source: MCP's extension "Enterprise-Managed Authorization".
        IDENTITY_ASSERTION("identity_assertion");

        private final String word;

        Grant(String word) {
            this.word = word;
        }

        /// As it stands in files and on command lines.
        public String word() {
            return word;
        }

        /// The grant of that word; null for none.
        public static @Nullable Grant of(String word) {
            for (Grant each : values()) {
                if (each.word.equals(word)) {
                    return each;
                }
            }
            return null;
        }
    }
}

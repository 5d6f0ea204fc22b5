package dev.incant.mcp.remote;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.OAuthSettings;
import dev.incant.mcp.authorization.OAuthSettings.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// [OAuthSettings] as a plain value, as it stands in a server's file. What is not said is left out.
final class OAuthJson {
    private OAuthJson() {}

    static Map<String, @Nullable Object> write(OAuthSettings settings) {
        Map<String, @Nullable Object> map = Values.map("grant", settings.grant().word());
        put(map, "client_id", settings.clientId());
        put(map, "client_secret_env", settings.secretVariable());
        put(map, "client_key", settings.key());
        put(map, "client_metadata", settings.metadata());
        put(map, "assertion", settings.assertion());
        put(map, "issuer", settings.issuer());
        put(map, "identity_issuer", settings.identityIssuer());
        put(map, "identity_client_id", settings.identityClientId());
        if (!settings.scopes().isEmpty()) {
            map.put("scopes", new ArrayList<@Nullable Object>(settings.scopes()));
        }
        if (settings.callbackPort() != 0) {
            map.put("callback_port", (long) settings.callbackPort());
        }
        return map;
    }

    private static void put(Map<String, @Nullable Object> map, String field, @Nullable Object value) {
        if (value != null) {
            map.put(field, value.toString());
        }
    }

    /// Reads settings; none at all for null, as files of before have it.
    ///
    /// @throws ToolException `invalid_params` for a field that is wrong
    static OAuthSettings read(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return OAuthSettings.NONE;
        }
        Grant grant = Grant.of(String.valueOf(map.get("grant")));
        if (grant == null) {
            throw ToolException.invalidParams(
                    "oauth.grant must be one of " + OAuthSettings.words() + ", not '" + map.get("grant") + "'");
        }
        List<String> scopes = new ArrayList<>();
        if (map.get("scopes") instanceof List<?> list) {
            list.forEach(each -> scopes.add(String.valueOf(each)));
        }
        String metadata = text(map, "client_metadata");
        return new OAuthSettings(
                grant,
                text(map, "client_id"),
                text(map, "client_secret_env"),
                path(map, "client_key"),
                metadata == null ? null : URI.create(metadata),
                path(map, "assertion"),
                text(map, "issuer"),
                text(map, "identity_issuer"),
                text(map, "identity_client_id"),
                scopes,
                map.get("callback_port") instanceof Long port ? port.intValue() : 0);
    }

    private static @Nullable String text(Map<?, ?> map, String field) {
        return map.get(field) instanceof String text ? text : null;
    }

    private static @Nullable Path path(Map<?, ?> map, String field) {
        String text = text(map, field);
        return text == null ? null : Path.of(text);
    }
}

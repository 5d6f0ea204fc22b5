package dev.incant.mcp.remote;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.Host;
import dev.incant.mcp.authorization.Authorizer;
import dev.incant.mcp.authorization.LoginFolder;
import dev.incant.mcp.client.Admission;
import dev.incant.mcp.client.Channel;
import dev.incant.mcp.client.ChildChannel;
import dev.incant.mcp.client.ClientOptions;
import dev.incant.mcp.client.HttpChannel;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.remote.ServerConfig.Place;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes connections to servers that are configured.
///
/// @param host this machine: its variables and its HTTP client; stays the caller's
/// @param version of Incant, which servers are told
/// @param logins the folder of what servers at a URL have given us, see [LoginFolder]
public record Connections(Host host, String version, Path logins) {
    private static final String NAME = "incant";

    /// Connects to a server, starting it where it is a program.
    ///
    /// @param revision the revision that it spoke before; empty to find out
    public McpClient connect(ServerConfig config, String revision) {
        ClientOptions options = ClientOptions.of(NAME, version)
                .patient(config.timeout())
                .speaking(revision.isEmpty() ? null : revision);
        return McpClient.connect(() -> channel(config), options);
    }

    /// What lets us in at a server, by tokens that it gives; null for one that needs none or is told who we are.
    public @Nullable Authorizer authorizer(ServerConfig config) {
        return config.place() instanceof Place.Address address && !address.identified()
                ? new Authorizer(host, config.name(), address.url(), address.oauth(), new LoginFolder(logins), null)
                : null;
    }

    private Channel channel(ServerConfig config) {
        return switch (config.place()) {
            case Place.Program program ->
                new ChildChannel(new ChildChannel.Command(
                        program.line(),
                        program.directory(),
                        host.variables(),
                        environment(program),
                        ChildChannel.Command.LONGEST));
            case Place.Address address -> {
                Authorizer authorizer = authorizer(config);
                yield new HttpChannel(
                        host,
                        new HttpChannel.Address(address.url(), headers(address), ChildChannel.Command.LONGEST),
                        authorizer == null ? Admission.NONE : authorizer);
            }
        };
    }

    private Map<String, String> headers(Place.Address address) {
        Map<String, String> headers = new LinkedHashMap<>(address.headers());
        String variable = address.bearerVariable();
        if (variable != null) {
            headers.put("Authorization", "Bearer " + variable(variable));
        }
        return headers;
    }

    private Map<String, String> environment(Place.Program program) {
        Map<String, String> environment = new LinkedHashMap<>(program.environment());
        for (String name : program.inherited()) {
            environment.put(name, variable(name));
        }
        return environment;
    }

    private String variable(String name) {
        String value = host.variables().get(name);
        if (value == null || value.isEmpty()) {
            throw ToolException.unavailable("the variable " + name + ", which the server needs, is not set");
        }
        return value;
    }
}

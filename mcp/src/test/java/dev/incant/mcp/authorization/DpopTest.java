package dev.incant.mcp.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.client.ClientOptions;
import dev.incant.mcp.client.HttpChannel;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens that are bound to a key: each request, to the server and to the authorization server, proves that we have it.
/// [ProofCheck] verifies the proofs; what it finds wrong is a fault.
final class DpopTest {
    @TempDir
    private Path folder;

    private final Host host = new Host(Clock.systemUTC(), null, Map.of(), AddressResolver.SYSTEM);

    @SuppressWarnings("NullAway.Init")
    private GuardedServer server;

    @BeforeEach
    void open() throws IOException {
        server = bound();
    }

    private static GuardedServer bound() throws IOException {
        GuardedServer made = new GuardedServer();
        made.dpop = true;
        made.issuerMetadata.put("dpop_signing_alg_values_supported", Values.list("ES256", "RS256"));
        return made;
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private String call(@Nullable Person person) {
        return call("guarded", server, server.url(), person);
    }

    private String call(String name, GuardedServer to, URI url, @Nullable Person person) {
        Authorizer authorizer =
                new Authorizer(host, name, to.url(), OAuthSettings.NONE, new LoginFolder(folder), person);
        HttpChannel.Address address = new HttpChannel.Address(url, Map.of(), 1 << 20);
        try (McpClient client =
                McpClient.connect(() -> new HttpChannel(host, address, authorizer), ClientOptions.of("test", "1"))) {
            RemoteTool echo = new RemoteTool("echo", Map.of());
            client.call(echo, Map.of(), Progress.SILENT, new Cancellation(), Duration.ofSeconds(30));
            return client.call(echo, Map.of(), Progress.SILENT, new Cancellation(), Duration.ofSeconds(30))
                    .text();
        }
    }

    private static void noFaults(GuardedServer at) {
        assertThat(at.resourceProofs.faults).isEmpty();
        assertThat(at.issuerProofs.faults).isEmpty();
    }

    @Test
    void each_request_proves_the_key_that_its_token_is_bound_to() {
        assertThat(call(Browser::visit)).isEqualTo("let in");
        noFaults(server);
        GuardedServer.Asked last = server.last("POST /mcp");
        assertThat(last.headers().get("Authorization")).startsWith("DPoP secret-access-");
        assertThat(server.resourceProofs.keys)
                .as("one key for both servers")
                .hasSize(1)
                .isEqualTo(server.issuerProofs.keys);
    }

    @Test
    void a_query_of_the_server_is_no_part_of_what_is_proved() {
        URI url = URI.create(server.url() + "?part=1");
        assertThat(call("guarded", server, url, Browser::visit)).isEqualTo("let in");
        assertThat(server.last("POST /mcp").fields()).containsEntry("part", "1");
        noFaults(server);
    }

    @Test
    void the_nonces_of_both_servers_are_taken_and_kept_apart() {
        server.resourceProofs.nonce = "of-the-server-1";
        server.issuerProofs.nonce = "of-the-issuer";
        assertThat(call(Browser::visit)).isEqualTo("let in");
        noFaults(server);
        assertThat(server.times("POST /token")).as("refused once for its nonce").isEqualTo(2);
        server.resourceProofs.nonce = "of-the-server-2";
        assertThat(call(null)).isEqualTo("let in");
        assertThat(server.times("POST /token")).isEqualTo(2);
        noFaults(server);
    }

    @Test
    void a_new_nonce_in_an_answer_that_is_no_refusal_is_used_from_then_on() {
        server.resourceProofs.nonce = "first";
        assertThat(call(Browser::visit)).isEqualTo("let in");
        server.rotatesNonces = true;
        long before = server.times("POST /mcp");
        assertThat(call(null)).isEqualTo("let in");
        // One is refused, as a new process knows no nonce: server/discover, and then two calls.
        assertThat(server.times("POST /mcp") - before).isEqualTo(1 + 3);
        noFaults(server);
    }

    @Test
    void tokens_are_renewed_with_the_same_key() {
        call(Browser::visit);
        server.good.clear();
        assertThat(call(null)).isEqualTo("let in");
        assertThat(server.last("POST /token").fields()).containsEntry("grant_type", "refresh_token");
        assertThat(server.issuerProofs.keys).hasSize(1);
        noFaults(server);
    }

    @Test
    void each_server_has_a_key_of_its_own() throws IOException {
        call(Browser::visit);
        try (GuardedServer other = bound()) {
            call("other", other, other.url(), Browser::visit);
            noFaults(other);
            assertThat(other.resourceProofs.keys).hasSize(1).doesNotContainAnyElementsOf(server.resourceProofs.keys);
        }
    }

    @Test
    void a_token_bound_to_a_key_is_no_good_with_another() {
        call(Browser::visit);
        LoginFolder logins = new LoginFolder(folder);
        Login login = Objects.requireNonNull(logins.read("guarded"));
        Tokens tokens = Objects.requireNonNull(login.tokens());
        String other = DpopKey.made().secret();
        Tokens stolen = new Tokens(tokens.access(), null, tokens.expires(), tokens.scopes(), other);
        logins.write("guarded", login.with(stolen), host);
        ToolException error = catchThrowableOfType(ToolException.class, () -> call(null));
        assertThat(Authorizer.wantsLogin(error)).as(error.message()).isTrue();
    }

    @Test
    void an_issuer_without_our_algorithm_gets_no_proof() {
        server.dpop = false;
        server.issuerMetadata.put("dpop_signing_alg_values_supported", Values.list("EdDSA"));
        assertThat(call(Browser::visit)).isEqualTo("let in");
        assertThat(server.last("POST /token").headers()).doesNotContainKey("Dpop");
        assertThat(server.last("POST /mcp").headers().get("Authorization")).startsWith("Bearer ");
    }
}

package dev.incant.mcp.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.host.AddressResolver;
import dev.incant.kernel.host.Host;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.authorization.GuardedServer.Refusal;
import dev.incant.mcp.authorization.OAuthSettings.Grant;
import dev.incant.mcp.client.ClientOptions;
import dev.incant.mcp.client.HttpChannel;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Getting in at a server that wants tokens, by real requests to a real authorization server.
final class AuthorizerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private final Host host = new Host(clock(), null, Map.of("SECRET", "secret-of-the-client"), AddressResolver.SYSTEM);
    private final List<URI> pages = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private GuardedServer server;

    @BeforeEach
    void open() throws IOException {
        server = new GuardedServer();
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(later.get());
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
    }

    /// Somebody who is logged in at the authorization server already.
    private synchronized void visit(URI page, String issuer) {
        pages.add(page);
        Browser.browse(page);
    }

    private Authorizer authorizer(OAuthSettings settings, @Nullable Person person) {
        return new Authorizer(host, "guarded", server.url(), settings, new LoginFolder(folder), person);
    }

    private McpClient connect(OAuthSettings settings, @Nullable Person person) {
        Authorizer authorizer = authorizer(settings, person);
        HttpChannel.Address address = new HttpChannel.Address(server.url(), Map.of(), 1 << 20);
        return McpClient.connect(() -> new HttpChannel(host, address, authorizer), ClientOptions.of("test", "1"));
    }

    private String call(@Nullable Person person) {
        return call(OAuthSettings.NONE, person);
    }

    private String call(OAuthSettings settings, @Nullable Person person) {
        try (McpClient client = connect(settings, person)) {
            RemoteTool echo = new RemoteTool("echo", Map.of());
            return client.call(echo, Map.of(), Progress.SILENT, new Cancellation(), PATIENCE)
                    .text();
        }
    }

    private ToolException refused(@Nullable Person person) {
        return refused(OAuthSettings.NONE, person);
    }

    /// Each error is looked at for secrets, too.
    private ToolException refused(OAuthSettings settings, @Nullable Person person) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> call(settings, person));
        assertThat(error).isNotNull();
        for (String secret : server.secrets()) {
            assertThat(error.message() + error.details()).doesNotContain(secret);
        }
        return error;
    }

    private static OAuthSettings client(Grant grant, @Nullable String secret) {
        return new OAuthSettings(grant, "my-client", secret, null, null, null, null, null, null, List.of(), 0);
    }

    @Test
    void a_login_lets_calls_in_and_is_kept_for_its_owner_alone() throws IOException {
        assertThat(call(this::visit)).isEqualTo("let in");
        assertThat(pages).hasSize(1);
        assertThat(server.last("GET /authorization").fields())
                .containsEntry("resource", server.url().toString())
                .containsEntry("code_challenge_method", "S256");
        assertThat(call(null)).as("without a person").isEqualTo("let in");
        assertThat(server.times("POST /token")).isEqualTo(1);
        Path file = folder.resolve("guarded.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Login login = Objects.requireNonNull(new LoginFolder(folder).read("guarded"));
        assertThat(String.valueOf(login)).doesNotContain("secret-");
        assertThat(String.valueOf(login.tokens())).doesNotContain("secret-");
    }

    @Test
    void where_nobody_can_log_in_it_says_what_to_run() {
        ToolException error = refused(null);
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains(server.issuer(), "incant mcp login guarded");
        assertThat(Authorizer.wantsLogin(error)).isTrue();
        authorizer(OAuthSettings.NONE, null).login(this::visit, new Cancellation());
        assertThat(call(null)).isEqualTo("let in");
    }

    @Test
    void a_server_that_says_nothing_of_oauth_is_told_of_as_before() {
        server.deaf = true;
        assertThat(refused(this::visit).message()).contains("--bearer-env");
        assertThat(pages).isEmpty();
    }

    @Test
    void an_answer_with_another_state_is_not_taken() {
        List<Integer> statuses = new ArrayList<>();
        Person tricked = (page, issuer) -> {
            String redirect = LoopbackRedirect.fields(page.getRawQuery()).getOrDefault("redirect_uri", "");
            statuses.add(Browser.browse(URI.create(redirect + "?code=of-somebody-else&state=guessed")));
            statuses.add(Browser.browse(URI.create(redirect + "?code=of-somebody-else")));
            visit(page, issuer);
        };
        assertThat(call(tricked)).isEqualTo("let in");
        assertThat(statuses).containsExactly(400, 400);
        assertThat(server.last("POST /token").fields().get("code")).startsWith("secret-code-");
    }

    @Test
    void an_answer_of_another_issuer_is_not_used() {
        server.answer.put("iss", "https://evil.example");
        server.answer.put("error_description", "call this number");
        ToolException error = refused(this::visit);
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("another authorization server").doesNotContain("number");
        assertThat(server.times("POST /token")).isZero();
        server.answer.put("iss", "");
        assertThat(refused(this::visit).message()).contains("was not used");
        assertThat(server.times("POST /token")).isZero();
    }

    @Test
    void a_person_who_says_no_is_no_login() {
        server.answer.putAll(Map.of("error", "access_denied", "code", "", "error_description", "not\ntoday"));
        assertThat(refused(this::visit).message()).contains("access_denied: not today");
    }

    @Test
    void metadata_of_another_server_is_refused_and_no_token_asked_for() {
        server.resourceMetadata.put("resource", "http://127.0.0.1:1/mcp");
        assertThat(refused(this::visit).message()).contains("about another server");
        server.resourceMetadata.put("resource", server.url() + "/deeper");
        assertThat(refused(this::visit).message()).contains("about another server");
        server.resourceMetadata.put("resource", server.url().toString());
        server.issuerMetadata.put("issuer", server.issuer() + "/");
        assertThat(refused(this::visit).message()).contains("of another authorization server");
        assertThat(server.times("GET /authorization")).isZero();
    }

    @Test
    void tokens_of_another_place_are_not_sent() {
        call(this::visit);
        try (GuardedServer other = new GuardedServer()) {
            Authorizer moved =
                    new Authorizer(host, "guarded", other.url(), OAuthSettings.NONE, new LoginFolder(folder), null);
            assertThat(moved.loggedIn()).isFalse();
            assertThat(moved.attempt(new Cancellation()).headers("POST", other.url()))
                    .isEmpty();
            Authorizer same = authorizer(OAuthSettings.NONE, null);
            assertThat(same.attempt(new Cancellation()).headers("POST", other.url()))
                    .isEmpty();
            assertThat(same.attempt(new Cancellation()).headers("POST", server.url()))
                    .containsKey("Authorization");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tokens_that_end_are_renewed_without_a_person() {
        call(this::visit);
        String first = server.last("POST /mcp").headers().getOrDefault("Authorization", "");
        later.set(Duration.ofHours(2));
        assertThat(call(null)).isEqualTo("let in");
        assertThat(server.last("POST /token").fields())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("resource", server.url().toString());
        assertThat(server.last("POST /mcp").headers().get("Authorization")).isNotEqualTo(first);
        server.good.clear();
        assertThat(call(null)).as("ended before its time").isEqualTo("let in");
        assertThat(server.times("POST /token")).isEqualTo(3);
    }

    @Test
    void a_server_that_gives_no_new_refresh_token_lets_the_old_one_count() {
        call(this::visit);
        server.rotates = false;
        server.good.clear();
        assertThat(call(null)).isEqualTo("let in");
        server.good.clear();
        assertThat(call(null)).isEqualTo("let in");
    }

    @Test
    void a_refused_renewal_is_a_login_and_a_broken_one_is_not() {
        call(this::visit);
        server.good.clear();
        server.refusal = new Refusal(503, Values.map());
        ToolException broken = refused(null);
        assertThat(broken.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        server.refusal = new Refusal(400, Values.map("error", "invalid_grant"));
        ToolException error = refused(null);
        assertThat(Authorizer.wantsLogin(error)).as(error.message()).isTrue();
        server.refusal = null;
        assertThat(call(this::visit)).isEqualTo("let in");
        assertThat(server.times("POST /registration")).as("the client is known").isEqualTo(1);
    }

    @Test
    void another_process_that_renewed_first_is_believed() {
        call(this::visit);
        try (McpClient slow = connect(OAuthSettings.NONE, null)) {
            server.good.clear();
            call(null);
            long renewed = server.times("POST /token");
            slow.call(new RemoteTool("echo", Map.of()), Map.of(), Progress.SILENT, new Cancellation(), PATIENCE);
            assertThat(server.times("POST /token")).isEqualTo(renewed);
        }
    }

    @Test
    void a_token_that_is_refused_at_once_is_not_asked_for_again() {
        server.forgets = true;
        ToolException error = refused(this::visit);
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("refuses the token that " + server.issuer() + " has just given");
        assertThat(pages).hasSize(1);
    }

    @Test
    void more_scopes_are_asked_for_beside_those_there_are() {
        server.challenge = ", scope=\"read\"";
        assertThat(call(this::visit)).isEqualTo("let in");
        server.needed = "write";
        assertThat(call(this::visit)).isEqualTo("let in");
        assertThat(server.last("GET /authorization").fields()).containsEntry("scope", "read write");
    }

    @Test
    void who_needs_more_scopes_hears_what_to_run_and_keeps_what_there_is() {
        server.challenge = ", scope=\"read\"";
        call(this::visit);
        server.needed = "write";
        assertThat(refused(null).message()).contains("the scope read write", "incant mcp login guarded");
        server.needed = "";
        assertThat(call(null)).isEqualTo("let in");
        authorizer(OAuthSettings.NONE, null).login(this::visit, new Cancellation());
        assertThat(server.last("GET /authorization").fields()).containsEntry("scope", "read write");
    }

    @Test
    void a_server_that_always_wants_more_is_given_up() {
        server.insatiable = true;
        ToolException error = refused(this::visit);
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.message()).contains("goes on refusing");
        assertThat(pages.size()).isLessThanOrEqualTo(5);
    }

    @Test
    void a_scope_that_is_not_given_is_asked_for_once() {
        server.needed = "never";
        server.stingy = true;
        assertThat(refused(this::visit).message()).contains("the scope never, which is not given");
        assertThat(pages.size()).isLessThanOrEqualTo(2);
    }

    @Test
    void nobody_is_sent_to_a_server_without_pkce() {
        server.issuerMetadata.remove("code_challenge_methods_supported");
        assertThat(refused(this::visit).message()).contains("PKCE");
        server.issuerMetadata.put("code_challenge_methods_supported", Values.list("plain"));
        assertThat(refused(this::visit).message()).contains("PKCE");
        assertThat(pages).isEmpty();
    }

    @Test
    void secrets_that_come_back_are_not_told() {
        Person person = (page, issuer) -> {
            visit(page, issuer);
            server.echoes = true;
        };
        ToolException error = refused(person);
        assertThat(error.message()).contains("invalid_grant").doesNotContain("secret-");
    }

    @Test
    void requests_at_once_share_one_login() throws Exception {
        Authorizer authorizer = authorizer(OAuthSettings.NONE, this::visit);
        HttpChannel.Address address = new HttpChannel.Address(server.url(), Map.of(), 1 << 20);
        List<Future<String>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> {
                    try (McpClient client = McpClient.connect(
                            () -> new HttpChannel(host, address, authorizer), ClientOptions.of("test", "1"))) {
                        return client.facts().revision();
                    }
                }));
            }
            for (Future<String> each : all) {
                assertThat(each.get()).isEqualTo("2026-07-28");
            }
        }
        assertThat(pages).hasSize(1);
    }

    @Test
    void a_client_that_is_known_is_not_registered_and_bound_to_its_authorization_server() throws IOException {
        server.issuerMetadata.put("token_endpoint_auth_methods_supported", Values.list("client_secret_post"));
        OAuthSettings settings = client(Grant.AUTHORIZATION_CODE, "SECRET");
        assertThat(call(settings, this::visit)).isEqualTo("let in");
        assertThat(server.last("POST /token").fields())
                .containsEntry("client_id", "my-client")
                .containsEntry("client_secret", "secret-of-the-client");
        assertThat(server.times("POST /registration")).isZero();
        assertThat(Files.readString(folder.resolve("guarded.json"))).doesNotContain("secret-of-the-client");
        try (GuardedServer other = new GuardedServer()) {
            server.resourceMetadata.put("authorization_servers", Values.list(other.issuer()));
            server.good.clear();
            ToolException error = refused(settings, this::visit);
            assertThat(error.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(error.message()).contains(other.issuer(), server.issuer());
            assertThat(other.asked)
                    .extracting(GuardedServer.Asked::what)
                    .containsOnly("GET /.well-known/oauth-authorization-server");
        }
    }

    @Test
    void a_new_authorization_server_sees_nothing_of_the_old_one() throws IOException {
        call(this::visit);
        try (GuardedServer other = new GuardedServer()) {
            server.resourceMetadata.put("authorization_servers", Values.list(other.issuer()));
            server.good.clear();
            assertThat(Authorizer.wantsLogin(refused(null))).isTrue();
            assertThat(other.asked)
                    .extracting(GuardedServer.Asked::what)
                    .containsOnly("GET /.well-known/oauth-authorization-server");
        }
    }

    @Test
    void a_client_without_a_person_gets_tokens_by_itself() {
        OAuthSettings settings = client(Grant.CLIENT_CREDENTIALS, "SECRET");
        assertThat(call(settings, null)).isEqualTo("let in");
        assertThat(server.last("POST /token").fields()).containsEntry("grant_type", "client_credentials");
        assertThat(server.last("POST /token").headers().get("Authorization")).startsWith("Basic ");
        later.set(Duration.ofHours(2));
        assertThat(call(settings, null)).isEqualTo("let in");
        server.refusal = new Refusal(401, Values.map("error", "invalid_client"));
        server.good.clear();
        long before = server.times("POST /token");
        assertThat(refused(settings, null).message()).contains("invalid_client");
        assertThat(server.times("POST /token")).as("no second try").isEqualTo(before + 2);
        assertThat(refused(client(Grant.CLIENT_CREDENTIALS, "UNSET"), null).message())
                .contains("the variable UNSET");
    }

    @Test
    void a_logout_gives_the_tokens_back_and_forgets() {
        call(this::visit);
        assertThat(authorizer(OAuthSettings.NONE, null).logout(new Cancellation()))
                .isNull();
        assertThat(server.last("POST /revocation").fields().get("token")).startsWith("secret-refresh-");
        assertThat(folder.resolve("guarded.json")).doesNotExist();
        assertThat(Authorizer.wantsLogin(refused(null))).isTrue();
    }

    @Test
    void a_damaged_file_is_told_of() throws IOException {
        Files.writeString(folder.resolve("guarded.json"), "{");
        assertThatThrownBy(() -> call(null)).hasMessageContaining("incant mcp logout guarded");
    }

    @Test
    void the_browser_may_be_left_alone() throws Exception {
        Cancellation cancellation = new Cancellation();
        Authorizer authorizer = authorizer(OAuthSettings.NONE, null);
        assertThatThrownBy(() -> authorizer.login((page, issuer) -> cancellation.cancel(), cancellation))
                .isInstanceOfSatisfying(
                        ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
}

package dev.incant.tools.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.value.Values;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class WebhookCallerTest implements FetchingContract {
    private LocalServer server;
    private ToolTester hook;

    @Override
    public Tool tool() {
        return new WebhookCaller();
    }

    @Override
    public String operation() {
        return "call";
    }

    @Override
    public Map<String, @Nullable Object> arguments() {
        return Values.map("max_retries", 0, "max_redirects", 5);
    }

    @Override
    public Map<String, @Nullable Object> once() {
        return Values.map("max_retries", 0);
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalServer().on("/", "application/json", "{\"ok\":true}");
        hook = server.tester(tool());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LocalServer.Asked signed(Map<String, ?> signature) {
        server.asked.clear();
        hook.at(Instant.ofEpochSecond(1_700_000_000))
                .call(
                        "call",
                        "url",
                        server.url("/"),
                        "payload",
                        Map.of("a", "ü"),
                        "idempotency_key",
                        "id-1",
                        "signature",
                        signature);
        return server.asked.getFirst();
    }

    private static byte[] hmac(String algorithm, byte[] secret, String message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(secret, algorithm));
        return mac.doFinal(message.getBytes(UTF_8));
    }

    @Test
    void the_receiver_can_verify_each_kind_of_signature() throws GeneralSecurityException {
        byte[] secret = "s3cret".getBytes(UTF_8);
        LocalServer.Asked github = signed(Map.of("secret", "s3cret", "format", "github"));
        assertThat(github.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + HexFormat.of().formatHex(hmac("HmacSHA256", secret, github.body())));
        LocalServer.Asked stripe = signed(Map.of("secret", "s3cret", "format", "stripe"));
        assertThat(stripe.header("Stripe-Signature"))
                .isEqualTo("t=1700000000,v1="
                        + HexFormat.of().formatHex(hmac("HmacSHA256", secret, "1700000000." + stripe.body())));
        String key = Base64.getEncoder().encodeToString(secret);
        LocalServer.Asked standard = signed(Map.of("secret", "whsec_" + key, "format", "standard"));
        assertThat(standard.header("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder()
                                .encodeToString(hmac("HmacSHA256", secret, "id-1.1700000000." + standard.body())));
        assertThat(standard.header("webhook-id")).isEqualTo("id-1");
        LocalServer.Asked plain =
                signed(Map.of("secret", "s3cret", "format", "base64", "header", "X-Sig", "algorithm", "sha512"));
        assertThat(plain.header("X-Sig"))
                .isEqualTo(Base64.getEncoder().encodeToString(hmac("HmacSHA512", secret, plain.body())));
        assertThat(signed(Map.of("secret", "s3cret", "format", "hex")).header("X-Signature"))
                .matches("[0-9a-f]{64}");
    }

    @Test
    void agrees_with_the_example_that_github_documents() {
        server.asked.clear();
        hook.call(
                "call",
                "url",
                server.url("/"),
                "payload",
                "Hello, World!",
                "signature",
                Map.of("secret", "It's a Secret to Everybody", "format", "github"));
        assertThat(server.asked.getFirst().header("X-Hub-Signature-256"))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void the_secret_may_come_from_the_environment_when_it_is_granted_by_name() {
        ToolTester here = hook.variables(Map.of("HOOK_SECRET", "s3cret"));
        here.granting(Permission.ENV, "HOOK_SECRET")
                .call(
                        "call",
                        "url",
                        server.url("/"),
                        "secret_variable",
                        "HOOK_SECRET",
                        "signature",
                        Map.of("format", "hex"));
        assertThat(server.asked.getFirst().header("X-Signature")).isNotEmpty();
        here.fails(
                ErrorCode.DENIED,
                "call",
                "url",
                server.url("/"),
                "secret_variable",
                "HOOK_SECRET",
                "signature",
                Map.of("format", "hex"));
        here.granting(Permission.ENV, "NONE")
                .fails(
                        ErrorCode.UNAVAILABLE,
                        "call",
                        "url",
                        server.url("/"),
                        "secret_variable",
                        "NONE",
                        "signature",
                        Map.of("format", "hex"));
    }

    @Test
    void sends_again_with_the_same_key_until_it_is_delivered() {
        server.on(
                "/",
                (exchange, _) -> LocalServer.reply(exchange, server.asked.size() < 3 ? 503 : 200, "text/plain", "x"));
        Map<String, @Nullable Object> result =
                hook.map("call", "url", server.url("/"), "payload", Map.of(), "initial_delay_ms", 1, "max_delay_ms", 5);
        assertThat(result).containsEntry("retry_count", 2L).containsEntry("status_code", 200L);
        assertThat(server.asked.stream()
                        .map(each -> each.header("Idempotency-Key"))
                        .distinct())
                .containsExactly(String.valueOf(result.get("idempotency_key")));
        assertThat(String.valueOf(result.get("idempotency_key")))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }

    @Test
    void what_is_not_delivered_is_an_error_that_tells_of_each_attempt() {
        server.on("/", (exchange, _) -> LocalServer.reply(exchange, 500, "application/json", "{\"why\":1}"));
        ToolException error = hook.fails(
                ErrorCode.FAILED,
                "call",
                "url",
                server.url("/"),
                "max_retries",
                2,
                "initial_delay_ms",
                1,
                "max_delay_ms",
                2);
        assertThat(error.message()).contains("after 3 attempts: it answered 500");
        assertThat(error.details()).containsEntry("status_code", 500L).containsEntry("response", Map.of("why", 1L));
        server.asked.clear();
        server.on("/", (exchange, _) -> LocalServer.reply(exchange, 400, "text/plain", "no"));
        hook.fails(ErrorCode.FAILED, "call", "url", server.url("/"));
        assertThat(server.asked).hasSize(1);
        server.redirecting("/", "/x");
        assertThat(hook.fails(ErrorCode.FAILED, "call", "url", server.url("/")).message())
                .contains("302");
        server.cut("/", "text/plain");
        assertThat(hook.fails(ErrorCode.FAILED, "call", "url", server.url("/"), "max_retries", 1, "initial_delay_ms", 1)
                        .details()
                        .get("attempts"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
    }

    @Test
    void waits_grow_are_random_and_obey_the_host() {
        server.on("/", (exchange, _) -> LocalServer.reply(exchange, 503, "text/plain", "x"));
        ToolTester repeatable = hook.random(new Random(1));
        List<?> first = waits(repeatable, "jitter", 0.0, "initial_delay_ms", 4, "max_delay_ms", 10);
        assertThat(first).isEqualTo(List.of(0L, 4L, 8L, 10L));
        List<?> random = waits(repeatable, "jitter", 1.0, "initial_delay_ms", 40, "max_delay_ms", 100);
        assertThat((long) random.get(3)).isBetween(0L, 99L);
        server.on("/", (exchange, _) -> {
            exchange.getResponseHeaders().set("Retry-After", server.asked.size() == 1 ? "1" : "3600");
            LocalServer.reply(exchange, 429, "text/plain", "x");
        });
        server.asked.clear();
        assertThat(waits(repeatable, "initial_delay_ms", 1, "max_delay_ms", 2000))
                .isEqualTo(List.of(0L, 1000L));
    }

    private List<?> waits(ToolTester tester, Object... more) {
        Map<String, @Nullable Object> all = Values.map("url", server.url("/"));
        all.putAll(Values.map(more));
        try {
            throw new AssertionError(String.valueOf(tester.callWith("call", all)));
        } catch (ToolException e) {
            List<?> attempts = (List<?>) e.details().getOrDefault("attempts", List.of());
            return attempts == null
                    ? List.of()
                    : attempts.stream()
                            .map(each -> ((Map<?, ?>) each).get("wait_ms"))
                            .toList();
        }
    }

    @Test
    void a_wait_ends_with_the_call() {
        Cancellation cancellation = new Cancellation();
        server.on("/", (exchange, _) -> {
            LocalServer.reply(exchange, 503, "text/plain", "x");
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    return;
                }
                cancellation.cancel();
            });
        });
        long start = System.nanoTime();
        hook.cancelledBy(cancellation)
                .fails(ErrorCode.CANCELLED, "call", "url", server.url("/"), "initial_delay_ms", 50_000, "jitter", 0.0);
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    @Test
    void says_what_is_wrong_with_each_argument() {
        Object[][] wrong = {
            {"url", "ftp://x/"},
            {"method", "TRACE"},
            {"max_retries", 11},
            {"initial_delay_ms", -1},
            {"max_delay_ms", -1},
            {"jitter", 2.0},
            {"idempotency_key", "a b"},
            {"idempotency_key", ""},
            {"idempotency_header", "a b"},
            {"signature", Map.of("format", "md5", "secret", "x")},
            {"signature", Map.of("format", "github")},
            {"signature", Map.of("format", "github", "secret", "")},
            {"signature", Map.of("format", "github", "secret", "x", "algorithm", "sha1")},
            {"signature", Map.of("format", "standard", "secret", "whsec_!")},
            {"secret_variable", "X"},
            {"timeout_seconds", -1},
            {"headers", Map.of("Host", "x")},
        };
        for (Object[] each : wrong) {
            Map<String, @Nullable Object> all = Values.map("url", server.url("/"));
            all.putAll(Values.map(each));
            try {
                throw new AssertionError(each[0] + ": " + hook.callWith("call", all));
            } catch (ToolException e) {
                assertThat(e.code()).as(each[0] + " " + e.message()).isEqualTo(ErrorCode.INVALID_PARAMS);
            }
        }
        assertThat(server.asked).isEmpty();
    }
}

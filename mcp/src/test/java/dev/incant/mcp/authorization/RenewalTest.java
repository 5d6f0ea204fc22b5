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
import dev.incant.mcp.client.ClientOptions;
import dev.incant.mcp.client.HttpChannel;
import dev.incant.mcp.client.McpClient;
import dev.incant.mcp.client.RemoteTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several that want the next tokens of one login at once: threads, parts of one process that know nothing of one
/// another, and processes.
@Timeout(120)
final class RenewalTest {
    @TempDir
    private Path folder;

    private final Host host = new Host(Clock.systemUTC(), null, Map.of(), AddressResolver.SYSTEM);

    @SuppressWarnings("NullAway.Init")
    private GuardedServer server;

    @BeforeEach
    void logIn() throws IOException {
        server = new GuardedServer();
        authorizer(null).login(Browser::visit, new Cancellation());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private Authorizer authorizer(@Nullable Person person) {
        return new Authorizer(host, "guarded", server.url(), OAuthSettings.NONE, new LoginFolder(folder), person);
    }

    private String call() {
        Authorizer authorizer = authorizer(null);
        HttpChannel.Address address = new HttpChannel.Address(server.url(), Map.of(), 1 << 20);
        try (McpClient client =
                McpClient.connect(() -> new HttpChannel(host, address, authorizer), ClientOptions.of("test", "1"))) {
            RemoteTool echo = new RemoteTool("echo", Map.of());
            return client.call(echo, Map.of(), Progress.SILENT, new Cancellation(), Duration.ofSeconds(60))
                    .text();
        }
    }

    private LoginProcess process(String what) throws IOException {
        return LoginProcess.start(what, server.url(), folder);
    }

    @Test
    void processes_that_renew_at_once_spend_a_refresh_token_once() throws Exception {
        server.good.clear();
        server.crowd = new CountDownLatch(2);
        long before = server.times("POST /token");
        try (LoginProcess first = process("call");
                LoginProcess second = process("call");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> here = new ArrayList<>();
            first.go();
            second.go();
            for (int i = 0; i < 2; i++) {
                here.add(threads.submit(this::call));
            }
            assertThat(first.line()).isEqualTo("let in");
            assertThat(second.line()).isEqualTo("let in");
            for (Future<String> each : here) {
                assertThat(each.get()).isEqualTo("let in");
            }
        }
        assertThat(server.times("POST /token") - before).isEqualTo(1);
    }

    @Test
    void who_waits_for_another_process_hears_that_it_is_cancelled() throws Exception {
        server.good.clear();
        long before = server.times("POST /token");
        try (LoginProcess other = process("hold");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.go();
            assertThat(other.line()).isEqualTo("held");
            Cancellation cancellation = new Cancellation();
            Future<LoginLock> waiting = threads.submit(() -> new LoginFolder(folder).lock("guarded", cancellation));
            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            cancellation.cancel();
            assertThatThrownBy(waiting::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            other.go();
            assertThat(call()).as("once it is free").isEqualTo("let in");
        }
        assertThat(server.times("POST /token") - before).isEqualTo(1);
    }

    @Test
    void nobody_waits_for_another_process_for_ever() throws Exception {
        Path file = new LoginFolder(folder).file("guarded");
        Duration little = Duration.ofMillis(100);
        try (LoginProcess other = process("hold")) {
            other.go();
            assertThat(other.line()).isEqualTo("held");
            ToolException error =
                    catchThrowableOfType(ToolException.class, () -> LoginLock.take(file, little, new Cancellation()));
            assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(error.message()).contains("guarded.lock");
        }
        // It ended in the middle, and its lock with it.
        try (LoginLock _ = LoginLock.take(file, Duration.ofSeconds(30), new Cancellation())) {
            assertThatThrownBy(() -> LoginLock.take(file, little, new Cancellation()))
                    .as("this process itself")
                    .hasMessageContaining("guarded.lock");
        }
        Path lock = folder.resolve("guarded.lock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_login_that_was_ended_elsewhere_is_not_renewed() {
        Authorizer here = authorizer(null);
        assertThat(here.loggedIn()).isTrue();
        long before = server.times("POST /token");
        authorizer(null).logout(new Cancellation());
        server.good.clear();
        ToolException error = catchThrowableOfType(ToolException.class, () -> callBy(here));
        assertThat(Authorizer.wantsLogin(error)).as(error.message()).isTrue();
        assertThat(server.times("POST /token")).isEqualTo(before);
        assertThat(here.loggedIn()).isFalse();
    }

    private void callBy(Authorizer authorizer) {
        HttpChannel.Address address = new HttpChannel.Address(server.url(), Map.of(), 1 << 20);
        McpClient.connect(() -> new HttpChannel(host, address, authorizer), ClientOptions.of("test", "1"))
                .close();
    }

    @Test
    void a_call_that_is_cancelled_while_it_renews_loses_no_tokens() throws Exception {
        server.good.clear();
        server.crowd = new CountDownLatch(2);
        Cancellation cancellation = new Cancellation();
        Authorizer here = authorizer(null);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> renewing = threads.submit(() -> {
                var attempt = here.attempt(cancellation);
                attempt.headers("POST", server.url());
                return attempt.again(401, List.of());
            });
            while (server.crowd != null && server.crowd.getCount() == 2) {
                Thread.onSpinWait();
            }
            cancellation.cancel();
            renewing.get();
        }
        server.crowd = null;
        long before = server.times("POST /token");
        assertThat(call()).isEqualTo("let in");
        assertThat(server.times("POST /token")).isEqualTo(before);
    }

    @Test
    void a_request_behind_a_login_of_another_ends_when_it_is_cancelled() throws Exception {
        server.good.clear();
        server.renewing.clear();
        CountDownLatch shown = new CountDownLatch(1);
        Authorizer shared = authorizer((page, issuer) -> shown.countDown());
        Cancellation login = new Cancellation();
        Cancellation call = new Cancellation();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> shared.login((page, issuer) -> shown.countDown(), login));
            shown.await();
            Future<?> second = threads.submit(() -> shared.attempt(call).headers("POST", server.url()));
            assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS))
                    .as("it waits")
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            call.cancel(new ToolException(ErrorCode.TIMEOUT, "its time was up"));
            assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            ToolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
            assertThat(first.isDone()).isFalse();
            login.cancel();
            assertThatThrownBy(first::get).isNotNull();
        }
    }
}

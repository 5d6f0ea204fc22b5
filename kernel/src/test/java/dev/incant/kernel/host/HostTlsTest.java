package dev.incant.kernel.host;

import static dev.incant.kernel.host.HttpScene.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What TLS shows, trusted or not.
final class HostTlsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Resources resources = new Resources();
    private HttpScene scene;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws Exception {
        scene = new HttpScene();
    }

    @AfterEach
    void close() {
        resources.close();
        scene.close();
    }

    private Sockets sockets() {
        return new HostSockets(
                new CallScope(net("127.0.0.1"), Limits.GENEROUS, folder, new Cancellation(), resources), scene.network);
    }

    @Test
    void a_certificate_that_nobody_trusts_is_shown_all_the_same() throws Exception {
        try (TlsScene server = new TlsScene(folder, "-validity", "30")) {
            Sockets.Handshake shown = sockets().tls("127.0.0.1", server.port(), "localhost", LONG);
            assertThat(shown.protocol()).isEqualTo("TLSv1.3");
            assertThat(shown.cipher()).startsWith("TLS_");
            assertThat(shown.trusted()).isFalse();
            assertThat(shown.problem()).contains("no path to a known authority");
            assertThat(shown.remote()).isEqualTo("127.0.0.1:" + server.port());
            Sockets.Certificate own = shown.chain().getFirst();
            assertThat(own.subject()).isEqualTo("CN=test.example,O=Incant");
            assertThat(own.issuer()).isEqualTo(own.subject());
            assertThat(own.names()).containsExactly("test.example", "localhost", "127.0.0.1");
            assertThat(Duration.between(own.notBefore(), own.notAfter())).isEqualTo(Duration.ofDays(30));
            assertThat(own.sha256()).matches("[0-9a-f]{64}");
            assertThat(own.serial()).matches("[0-9a-f]+");
            assertThat(resources.size()).isZero();
        }
    }

    @Test
    void a_link_that_must_be_trusted_is_not_made() throws Exception {
        try (TlsScene server = new TlsScene(folder)) {
            Sockets.Link refused = sockets().connect("127.0.0.1", server.port(), LONG);
            ToolException error =
                    catchThrowableOfType(ToolException.class, () -> refused.startTls("localhost", true, LONG));
            assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
            assertThat(error.details()).containsEntry("reason", "tls");
            assertThat(error.message()).contains("no path to a known authority");
            assertThat(resources.size()).isZero();
            try (Sockets.Link link = sockets().connect("127.0.0.1", server.port(), LONG)) {
                link.startTls("localhost", false, LONG);
                link.output().write(65);
                link.output().flush();
                assertThat(link.input().read()).isEqualTo(65);
            }
        }
    }

    @Test
    void a_server_that_speaks_no_tls_is_said_so() throws Exception {
        ServerSocket plain = scene.raw((socket, _) -> HttpScene.say(socket, "220 mail.test ESMTP\r\n"));
        ToolException error = catchThrowableOfType(
                ToolException.class, () -> sockets().tls("127.0.0.1", plain.getLocalPort(), "localhost", LONG));
        assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(error.details().get("reason")).isIn("tls", "broken");
        assertThat(resources.size()).isZero();
    }
}

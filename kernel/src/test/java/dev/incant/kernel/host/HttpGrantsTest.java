package dev.incant.kernel.host;

import static dev.incant.kernel.host.HttpScene.everything;
import static dev.incant.kernel.host.HttpScene.net;
import static dev.incant.kernel.host.HttpScene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which hosts a call may connect to. Names are decided by the test; those that would be allowed lead to loopback.
final class HttpGrantsTest {
    private HttpScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new HttpScene();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private ToolException denied(Grants grants, String url) {
        ToolException error = catchThrowableOfType(ToolException.class, () -> scene.get(grants, url));
        assertThat(error).as(url).isNotNull();
        assertThat(error.code()).as(error.message()).isEqualTo(ErrorCode.DENIED);
        assertThat(scene.clients).as("requests that arrived").isEmpty();
        return error;
    }

    @Test
    void names_ports_and_wildcards_are_granted_as_written() throws IOException {
        scene.names.put("good.test", List.of("127.0.0.1"));
        scene.names.put("sub.good.test", List.of("127.0.0.1"));
        int port = scene.port();
        assertThat(text(scene.get(net("good.test"), scene.at("good.test", "/"))))
                .isEqualTo("hello");
        assertThat(text(scene.get(net("GOOD.test:" + port), scene.at("Good.Test.", "/"))))
                .isEqualTo("hello");
        assertThat(text(scene.get(net("127.0.0.1"), scene.at("127.0.0.1", "/"))))
                .isEqualTo("hello");
        assertThat(text(scene.get(net("*.good.test", "127.0.0.1"), scene.at("sub.good.test", "/"))))
                .isEqualTo("hello");
        scene.clients.clear();
        denied(net("good.test:1"), scene.at("good.test", "/"));
        denied(net("good.test"), scene.at("sub.good.test", "/"));
        denied(net("*.good.test"), scene.at("good.test", "/"));
        denied(net("xgood.test", "ood.test"), scene.at("good.test", "/"));
        denied(Grants.NONE, scene.at("good.test", "/"));
    }

    @Test
    void a_denial_says_the_flag_that_would_allow_it() {
        ToolException error = decidedAgainst(everything(), "http://inside.test/", "10.0.0.1");
        assertThat(error.message())
                .isEqualTo("not allowed to connect to inside.test:80 (resolves to 10.0.0.1, a private address): "
                        + "--allow-net=inside.test:80 would allow it");
        assertThat(error.details())
                .containsEntry("host", "inside.test")
                .containsEntry("port", 80L)
                .containsEntry("address", "10.0.0.1")
                .containsEntry("flag", "--allow-net=inside.test:80");
    }

    @Test
    void denials_win_over_any_grant_by_name_address_and_embedded_address() {
        scene.names.put("good.test", List.of("127.0.0.1"));
        Grants all = everything().allow(Permission.NET, "good.test").allow(Permission.NET, "127.0.0.1");
        denied(all.deny(Permission.NET, "good.test"), scene.at("good.test", "/"));
        denied(all.deny(Permission.NET, "*.test"), scene.at("good.test", "/"));
        denied(all.deny(Permission.NET, "127.0.0.1"), scene.at("good.test", "/"));
        denied(all.deny(Permission.NET, "127.0.0.1:" + scene.port()), scene.at("good.test", "/"));
        denied(all.deny(Permission.NET, "localhost"), scene.at("127.0.0.1", "/"));
        decidedAgainst(everything().deny(Permission.NET, "8.8.8.8"), "http://[64:ff9b::808:808]/");
        denied(all.with(Permission.NET, all.net().denyAll()), scene.at("good.test", "/"));
        assertThat(denied(all.deny(Permission.NET, "not a host"), scene.at("good.test", "/"))
                        .message())
                .contains("--deny-net=not a host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f.1",
                "0x7f000001",
                "0177.0.0.1",
                "017700000001",
                "127.0.0.1.",
                "0",
                "0.0.0.0",
                "10.1.2.3",
                "172.31.0.1",
                "192.168.0.1",
                "169.254.169.254",
                "0xa9fea9fe",
                "100.64.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.2.1",
                "198.51.100.7",
                "203.0.113.9",
                "198.18.0.1",
                "192.0.0.8",
                "168.63.129.16",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[::8.8.8.8]",
                "[fe80::1]",
                "[fc00::1]",
                "[fd00:ec2::254]",
                "[ff02::1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::808:808]",
                "[2002:7f00:1::]",
                "[2002:a00:1::1]",
                "[2001::1]",
                "[2001:db8::1]",
                "[3fff::1]",
                "[100::1]",
                "%ef%bc%91"
            })
    void everything_does_not_include_addresses_that_lead_inside(String host) {
        if (host.startsWith("%")) {
            // Full-width digits are digits to a host.
            host = "\uff11\uff12\uff17.0.0.1";
        }
        // Decided without a client, so that no packet leaves even when this test fails.
        decidedAgainst(everything(), "http://" + host + ":" + scene.port() + "/");
        assertThat(Addresses.special(Objects.requireNonNull(HostName.of(host).address())))
                .isNotNull();
    }

    private static ToolException decidedAgainst(Grants grants, String url, String... addresses) {
        Origin origin = Origin.of(URI.create(url));
        InetAddress literal = origin.host().address();
        List<InetAddress> all = literal == null
                ? Stream.of(addresses).map(InetAddress::ofLiteral).toList()
                : List.of(literal);
        ToolException error =
                catchThrowableOfType(ToolException.class, () -> new NetGrants(grants.net()).require(origin, all));
        assertThat(error).as(url).isNotNull();
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        return error;
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "93.184.216.34", "[2606:4700::1111]", "[64:ff9b::808:808]", "[2002:808:808::1]"})
    void everything_includes_the_public_internet(String host) {
        InetAddress address = Objects.requireNonNull(HostName.of(host).address());
        assertThat(Addresses.special(address)).isNull();
        Origin origin = new Origin(false, HostName.of(host), 80);
        assertThat(new NetGrants(everything().net()).require(origin, List.of(address)))
                .containsExactly(address);
    }

    @Test
    void numbers_are_granted_by_the_address_they_mean() throws IOException {
        for (String host : List.of("127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]")) {
            assertThat(text(scene.get(net("127.0.0.1"), scene.at(host, "/")))).isEqualTo("hello");
        }
        assertThat(text(scene.get(net("localhost:" + scene.port()), scene.at("127.0.0.1", "/"))))
                .isEqualTo("hello");
        assertThat(scene.looked).isEmpty();
    }

    @Test
    void a_name_that_is_not_granted_is_not_even_looked_up() {
        denied(net("good.test", "127.0.0.1"), "http://secret-in-a-name.test/");
        assertThat(scene.looked).isEmpty();
    }

    @Test
    void localhost_is_this_machine_whatever_a_resolver_says() {
        decidedAgainst(net("localhost"), "http://localhost/", "10.0.0.1");
        decidedAgainst(everything(), "http://a.localhost/", "8.8.8.8");
    }

    @Test
    void only_the_allowed_ones_of_several_addresses_are_connected_to() throws IOException {
        scene.names.put("mixed.test", List.of("127.0.0.2", "127.0.0.1"));
        assertThat(text(scene.get(everything().allow(Permission.NET, "127.0.0.1"), scene.at("mixed.test", "/"))))
                .isEqualTo("hello");
        scene.clients.clear();
        denied(everything(), scene.at("mixed.test", "/"));
    }

    @Test
    void the_address_that_was_checked_is_the_one_connected_to() throws IOException {
        // Each look-up would give another answer; there is one look-up for one connection.
        scene.names.put("rebinding.test", List.of("127.0.0.1"));
        scene.route("/again", exchange -> {
            scene.names.put("rebinding.test", List.of("127.0.0.2"));
            scene.answer(exchange, 200, "first");
        });
        Grants grants = everything().allow(Permission.NET, "127.0.0.1");
        assertThat(text(scene.get(grants, scene.at("rebinding.test", "/again"))))
                .isEqualTo("first");
        assertThat(scene.looked).hasSize(1);
        scene.clients.clear();
        // The kept connection leads to where the name no longer does, so it is not used.
        denied(grants, scene.at("rebinding.test", "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2/",
                "http://127.2:9/latest/",
                "http://[::1]:9/",
                "//2130706434/",
                "http://other.test/"
            })
    void each_redirect_is_checked_anew(String location) {
        scene.names.put("good.test", List.of("127.0.0.1"));
        scene.names.put("other.test", List.of("127.0.0.2"));
        scene.redirect("/go", 302, location);
        Grants grants = everything().allow(Permission.NET, "good.test");
        ToolException error =
                catchThrowableOfType(ToolException.class, () -> scene.get(grants, scene.at("good.test", "/go")));
        assertThat(error.code()).as(error.message()).isEqualTo(ErrorCode.DENIED);
        assertThat(scene.clients).hasSize(1);
    }

    @Test
    void connections_are_kept_alive_but_not_for_calls_that_may_not_have_them() throws IOException {
        scene.names.put("good.test", List.of("127.0.0.1"));
        String url = scene.at("good.test", "/");
        text(scene.get(net("good.test"), url));
        text(scene.get(net("good.test:" + scene.port()), url));
        assertThat(scene.clients).hasSize(2);
        assertThat(scene.clients.stream().distinct()).as("connections").hasSize(1);
        assertThat(scene.pool.idle()).isEqualTo(1);
        scene.clients.clear();
        denied(everything(), url);
        denied(net("127.0.0.1:1", "good.test:1"), url);
        assertThat(scene.pool.idle()).isEqualTo(1);
    }

    @Test
    void urls_that_lead_elsewhere_are_refused() {
        for (String url : List.of(
                "ftp://good.test/",
                "file:///etc/passwd",
                "/relative",
                "http:///x",
                "http://user:pw@127.0.0.1/",
                "http://127.0.0.1:0/",
                "http://127.0.0.1:65536/",
                "http://127.0.0.1:+8/",
                "http://1.2.3.4.5/",
                "http://256.1.1.1/",
                "http://0x7g.1/",
                "http://[::1%25lo]/",
                "http://a%00b/")) {
            ToolException error = catchThrowableOfType(ToolException.class, () -> scene.get(everything(), url));
            assertThat(error).as(url).isNotNull();
            assertThat(error.code()).as(url).isEqualTo(ErrorCode.INVALID_PARAMS);
        }
        assertThat(scene.looked).isEmpty();
    }
}

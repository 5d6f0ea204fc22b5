package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Http;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What all calls of one kernel share of the machine. The kernel owns it and closes it.
public final class Host implements AutoCloseable {
    private final Clock clock;
    private final @Nullable RandomGenerator random;
    private final Map<String, String> variables;
    private final AddressResolver resolver;
    private @Nullable Network network;
    private @Nullable HttpPool http;

    /// A machine with this clock, these numbers (null: cryptographically strong ones), variables and names of
    /// hosts.
    public Host(
            Clock clock, @Nullable RandomGenerator random, Map<String, String> variables, AddressResolver resolver) {
        this.clock = clock;
        this.random = random;
        this.variables = variables;
        this.resolver = resolver;
    }

    /// This machine as it is.
    public static Host system() {
        return new Host(Clock.systemDefaultZone(), null, System.getenv(), AddressResolver.SYSTEM);
    }

    public Clock clock() {
        return clock;
    }

    /// Cryptographically strong numbers, unless the kernel was made with others.
    public RandomGenerator random() {
        return random == null ? Strong.NUMBERS : random;
    }

    public Map<String, String> variables() {
        return variables;
    }

    /// HTTP within a scope, for what is no call of a tool but runs beside them, such as the connection to a server.
    public Http http(CallScope scope) {
        return new HostHttp(scope, http());
    }

    /// Files within a scope, for what is no call of a tool.
    public Files files(CallScope scope) {
        return new HostFiles(scope, clock);
    }

    /// The network, made when first asked for.
    synchronized Network network() {
        Network made = network;
        if (made == null) {
            made = new Network(resolver);
            network = made;
        }
        return made;
    }

    /// The pooled HTTP client, made when first asked for.
    synchronized HttpPool http() {
        HttpPool made = http;
        if (made == null) {
            made = new HttpPool(network());
            http = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (http != null) {
            http.close();
            http = null;
        }
        if (network != null) {
            network.close();
            network = null;
        }
    }

    /// Made when first used: seeding costs time.
    private static final class Strong {
        static final SecureRandom NUMBERS = new SecureRandom();
    }
}

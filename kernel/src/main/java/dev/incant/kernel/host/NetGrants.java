package dev.incant.kernel.host;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ToolException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Decides which addresses of a host a session may connect to.
///
/// A rule is `HOST` or `HOST:PORT`, where the host is a name, `*.NAME` for all beneath a name, or an address (IPv6 in
/// brackets where a port follows). A rule for an address holds for each name that leads there; one for `localhost`
/// holds for 127.0.0.1 and ::1 too. Denials win. [Addresses] that lead inside are allowed only by a rule that names the
/// host or the address: neither everything nor `*.NAME` does.
final class NetGrants {
    /// @param host null when the rule is `*.NAME`
    /// @param suffix `.NAME`, null when the rule is for one host
    /// @param port 0 for all
    private record Rule(
            String text, @Nullable HostName host, @Nullable String suffix, int port) {
        static Rule of(String text) {
            String trimmed = text.strip();
            int colon = trimmed.lastIndexOf(':');
            boolean hasPort = colon >= 0
                    && (trimmed.startsWith("[") ? trimmed.indexOf(']', colon) < 0 : trimmed.indexOf(':') == colon);
            String host = hasPort ? trimmed.substring(0, colon) : trimmed;
            int port = hasPort ? Integer.parseInt(trimmed.substring(colon + 1)) : 0;
            if (hasPort && (port < 1 || port > 65_535)) {
                throw new IllegalArgumentException("no port");
            }
            if (host.startsWith("*.")) {
                return new Rule(text, null, host.substring(1).toLowerCase(Locale.ROOT), port);
            }
            return new Rule(text, HostName.of(host), null, port);
        }

        boolean fitsPort(Origin origin) {
            return port == 0 || port == origin.port();
        }

        boolean fitsName(Origin origin) {
            if (suffix != null) {
                return origin.host().address() == null && origin.host().name().endsWith(suffix);
            }
            return host != null && host.name().equals(origin.host().name());
        }

        boolean fitsAddress(InetAddress address, boolean strict) {
            if (host == null) {
                return false;
            }
            if (host.isLocalhost()) {
                return strict ? address.isLoopbackAddress() : usualLoopback(address);
            }
            InetAddress named = host.address();
            return named != null && (named.equals(address) || strict && named.equals(Addresses.embedded(address)));
        }

        private static boolean usualLoopback(InetAddress address) {
            String text = address.getHostAddress();
            return text.equals("127.0.0.1") || text.equals("0:0:0:0:0:0:0:1");
        }
    }

    private final boolean all;
    private final boolean none;
    private final List<Rule> allowed;
    private final List<Rule> denied;

    NetGrants(Rules rules) {
        this.all = rules.all();
        this.none = rules.none();
        this.allowed = read(rules.allowed(), "--allow-net");
        this.denied = read(rules.denied(), "--deny-net");
    }

    private static List<Rule> read(List<String> texts, String flag) {
        List<Rule> rules = new ArrayList<>(texts.size());
        for (String text : texts) {
            try {
                rules.add(Rule.of(text));
            } catch (IllegalArgumentException e) {
                throw ToolException.denied(flag + "=" + text + " is neither HOST, HOST:PORT, *.NAME nor an address");
            }
        }
        return rules;
    }

    /// Refuses a host before its name is looked up, unless it may be that an address of it is allowed. So a name
    /// that is not granted is not told to any name server.
    void requireName(Origin origin) {
        Rule denial = first(denied, origin, null, true);
        if (none || denial != null) {
            throw forbidden(origin, null, denial);
        }
        if (!all && origin.host().address() == null && !origin.host().isLocalhost() && !named(origin)) {
            throw refused(origin, null, null);
        }
    }

    /// Refuses to look up a name that is granted at no port.
    void requireLookUp(HostName host) {
        Origin anywhere = new Origin(false, host, 0);
        Rule denial = first(denied, anywhere, null, true);
        if (none || denial != null) {
            throw forbidden(anywhere, null, denial);
        }
        boolean free = all || host.address() != null || host.isLocalhost();
        if (!free && allowed.stream().noneMatch(rule -> rule.fitsName(anywhere))) {
            throw refused(anywhere, null, null);
        }
    }

    /// The addresses of `addresses` that may be connected to, never empty.
    ///
    /// @throws ToolException `denied` with the flag that would allow it
    List<InetAddress> require(Origin origin, List<InetAddress> addresses) {
        requireName(origin);
        List<InetAddress> vetted = new ArrayList<>(addresses.size());
        ToolException refusal = null;
        for (InetAddress address : addresses) {
            ToolException why = refusal(origin, address);
            if (why == null) {
                vetted.add(address);
            } else if (refusal == null) {
                refusal = why;
            }
        }
        if (vetted.isEmpty()) {
            throw refusal == null ? refused(origin, null, null) : refusal;
        }
        return vetted;
    }

    private @Nullable ToolException refusal(Origin origin, InetAddress address) {
        Rule denial = first(denied, origin, address, true);
        if (denial != null) {
            return forbidden(origin, address, denial);
        }
        String special = Addresses.special(address);
        if (origin.host().isLocalhost() && !address.isLoopbackAddress()) {
            return refused(origin, address, "not this machine, as localhost must be");
        }
        for (Rule rule : allowed) {
            boolean wide = rule.suffix() != null && special != null;
            if (rule.fitsPort(origin) && !wide && (rule.fitsName(origin) || rule.fitsAddress(address, false))) {
                return null;
            }
        }
        return all && special == null ? null : refused(origin, address, special);
    }

    private boolean named(Origin origin) {
        for (Rule rule : allowed) {
            if (rule.fitsPort(origin) && rule.fitsName(origin)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Rule first(
            List<Rule> rules, Origin origin, @Nullable InetAddress address, boolean strict) {
        for (Rule rule : rules) {
            boolean fits = rule.fitsName(origin) || address != null && rule.fitsAddress(address, strict);
            if (rule.fitsPort(origin) && fits) {
                return rule;
            }
        }
        return null;
    }

    private static ToolException forbidden(Origin origin, @Nullable InetAddress address, @Nullable Rule denial) {
        String flag = denial == null ? "--deny-net" : "--deny-net=" + denial.text();
        return details("not allowed to connect to " + origin.authority() + ": " + flag + " forbids it", origin, address)
                .with("denied_by", flag);
    }

    private static ToolException refused(Origin origin, @Nullable InetAddress address, @Nullable String special) {
        String flag = Permission.NET.flag(origin.authority());
        StringBuilder message = new StringBuilder("not allowed to connect to ").append(origin.authority());
        boolean resolved = address != null && !address.equals(origin.host().address());
        if (resolved || special != null) {
            message.append(" (");
            if (address != null && resolved) {
                message.append("resolves to ").append(address.getHostAddress());
            }
            if (special != null) {
                message.append(resolved ? ", " : "").append(special);
            }
            message.append(')');
        }
        message.append(": ").append(flag).append(" would allow it");
        return details(message.toString(), origin, address).with("flag", flag);
    }

    private static ToolException details(String message, Origin origin, @Nullable InetAddress address) {
        ToolException error =
                ToolException.denied(message).with("host", origin.host().name()).with("port", (long) origin.port());
        return address == null ? error : error.with("address", address.getHostAddress());
    }
}

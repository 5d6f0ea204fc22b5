package dev.incant.kernel.host;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A host as it will be connected to: a name in its ASCII form, or an address, however it was written.
///
/// Numbers are read as browsers and `inet_aton` read them (WHATWG URL, host parsing): `2130706433`, `0x7f.1` and
/// `127.1` are all 127.0.0.1, so what is decided on is what is connected to.
///
/// @param name lower case, without a final dot; an IPv6 address without brackets
/// @param address the address, when the host is one
record HostName(String name, @Nullable InetAddress address) {
    /// Reads a host.
    ///
    /// @throws IllegalArgumentException with a clause that says what is wrong
    static HostName of(String text) {
        if (text.startsWith("[")) {
            if (!text.endsWith("]")) {
                throw new IllegalArgumentException("the bracket of an IPv6 address is not closed");
            }
            return ipv6(text.substring(1, text.length() - 1));
        }
        if (text.indexOf(':') >= 0) {
            return ipv6(text);
        }
        String name = ascii(text);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty() || name.length() > 253) {
            throw new IllegalArgumentException("the host is empty or too long");
        }
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > 63) {
                throw new IllegalArgumentException("'" + text + "' is not a host: a part is empty or too long");
            }
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean fine = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
            if (!fine) {
                throw new IllegalArgumentException("'" + text + "' is not a host");
            }
        }
        if (numeric(name.substring(name.lastIndexOf('.') + 1))) {
            InetAddress address = ipv4(name, text);
            return new HostName(address.getHostAddress(), address);
        }
        return new HostName(name, null);
    }

    private static String ascii(String text) {
        try {
            return IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a host: " + e.getMessage(), e);
        }
    }

    private static HostName ipv6(String text) {
        try {
            if (text.indexOf('%') < 0) {
                InetAddress address = Inet6Address.ofLiteral(text);
                return new HostName(address.getHostAddress(), address);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' is not an IPv6 address");
    }

    private static boolean numeric(String label) {
        if (label.startsWith("0x")) {
            return label.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
        }
        return label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static InetAddress ipv4(String name, String text) {
        String[] parts = name.split("\\.", -1);
        long address = 0;
        try {
            for (int i = 0; i < parts.length; i++) {
                long part = part(parts[i]);
                boolean last = i == parts.length - 1;
                if (parts.length > 4 || part >= (last ? 1L << 8 * (5 - parts.length) : 256)) {
                    throw new NumberFormatException();
                }
                address = last ? address | part : address | part << 8 * (3 - i);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address", e);
        }
        return Addresses.made(
                new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
    }

    private static long part(String text) {
        if (text.startsWith("0x")) {
            return text.length() == 2 ? 0 : Long.parseLong(text.substring(2), 16);
        }
        return text.length() > 1 && text.startsWith("0") ? Long.parseLong(text, 8) : Long.parseLong(text);
    }

    /// Whether this is `localhost` or beneath it, which is this machine by definition (RFC 6761).
    boolean isLocalhost() {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /// As it stands in a URL: IPv6 addresses in brackets.
    String inUrl() {
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }
}

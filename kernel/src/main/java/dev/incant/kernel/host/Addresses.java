package dev.incant.kernel.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Tells the addresses of the public internet from those that lead inside: this machine, its network, its cloud's
/// metadata. After the IANA special-purpose registries (RFC 6890 and its updates).
///
/// IPv6 addresses that carry an IPv4 one (mapped, compatible, NAT64, 6to4) are judged by both.
final class Addresses {
    private Addresses() {}

    /// What an address is when it is not one of the public internet, such as `a private address`; null when it is.
    static @Nullable String special(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? special4(bytes) : special6(bytes);
    }

    private static @Nullable String special4(byte[] bytes) {
        int address = (bytes[0] & 255) << 24 | (bytes[1] & 255) << 16 | (bytes[2] & 255) << 8 | bytes[3] & 255;
        if (in(address, 0, 8)) {
            return "an unspecified address";
        }
        if (in(address, 127 << 24, 8)) {
            return "a loopback address";
        }
        if (in(address, 10 << 24, 8) || in(address, 0xac10_0000, 12) || in(address, 0xc0a8_0000, 16)) {
            return "a private address";
        }
        // The second is the one fixed address of a cloud's metadata service that is public by its number.
        if (address == 0xa9fe_a9fe || address == 0xa83f_8110) {
            return "a cloud's metadata service";
        }
        if (in(address, 0xa9fe_0000, 16)) {
            return "a link-local address";
        }
        if (in(address, 0x6440_0000, 10)) {
            return "a carrier's private address";
        }
        if (in(address, 0xe000_0000, 4)) {
            return "a multicast address";
        }
        if (in(address, 0xf000_0000, 4)) {
            return address == -1 ? "the broadcast address" : "a reserved address";
        }
        boolean reserved = in(address, 0xc000_0000, 24) // protocol assignments
                || in(address, 0xc000_0200, 24) // documentation
                || in(address, 0xc633_6400, 24)
                || in(address, 0xcb00_7100, 24)
                || in(address, 0xc058_6300, 24) // 6to4 relays
                || in(address, 0xc612_0000, 15); // benchmarks
        return reserved ? "a reserved address" : null;
    }

    private static boolean in(int address, int network, int bits) {
        return (address ^ network) >>> (32 - bits) == 0;
    }

    private static @Nullable String special6(byte[] b) {
        if (word(b, 0) == 0xfd00 && word(b, 2) == 0x0ec2 && zero(b, 4, 14) && word(b, 14) == 0x0254) {
            return "a cloud's metadata service";
        }
        if (zero(b, 0, 12) || zero(b, 0, 10) && word(b, 10) == 0xffff) {
            if (zero(b, 0, 15) && b[15] <= 1 && b[15] >= 0) {
                return b[15] == 1 ? "a loopback address" : "an unspecified address";
            }
            // A compatible address is not routed; a mapped one is its IPv4 address.
            String inner = special4(tail(b, 12));
            return inner == null && word(b, 10) == 0 ? "a reserved address" : inner;
        }
        InetAddress inner = embedded(b);
        if (inner != null) {
            return special(inner);
        }
        int first = word(b, 0);
        if ((first & 0xff00) == 0xff00) {
            return "a multicast address";
        }
        if ((first & 0xffc0) == 0xfe80 || (first & 0xffc0) == 0xfec0) {
            return "a link-local address";
        }
        if ((first & 0xfe00) == 0xfc00) {
            return "a private address";
        }
        boolean reserved = (first & 0xe000) != 0x2000 // all that is not global unicast
                || first == 0x2001 && word(b, 2) < 0x0200 // Teredo, ORCHID, benchmarks
                || first == 0x2001 && word(b, 2) == 0x0db8 // documentation
                || first == 0x3fff && word(b, 2) < 0x1000;
        return reserved ? "a reserved address" : null;
    }

    /// The IPv4 address that an address stands for: itself, or the one that a translating form carries; else null.
    static @Nullable InetAddress embedded(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address;
        }
        byte[] b = address.getAddress();
        if (zero(b, 0, 12) || zero(b, 0, 10) && word(b, 10) == 0xffff) {
            return zero(b, 12, 15) ? null : made(tail(b, 12));
        }
        return embedded(b);
    }

    private static @Nullable InetAddress embedded(byte[] b) {
        if (word(b, 0) == 0x64 && word(b, 2) == 0xff9b && zero(b, 4, 12)) {
            return made(tail(b, 12));
        }
        return word(b, 0) == 0x2002 ? made(tail(b, 2)) : null;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return new byte[] {bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]};
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 255) << 8 | bytes[at + 1] & 255;
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// An address of four or sixteen bytes; a mapped one becomes its IPv4 address.
    static InetAddress made(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

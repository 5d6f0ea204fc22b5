package dev.incant.tools.text;

import dev.incant.kernel.error.ToolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes UUIDs (RFC 9562) and ULIDs from a given time and given random numbers, bit by bit, so that both come from the
/// call's context.
final class Identifiers {
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// 100 ns steps from 1582-10-15, where UUID time begins, to 1970-01-01 (RFC 9562, appendix A.1).
    private static final long GREGORIAN = 0x01B21DD213814000L;

    private Identifiers() {}

    /// Version 4, section 5.4: 122 random bits.
    static UUID v4(RandomGenerator random) {
        return marked(random.nextLong(), random.nextLong(), 4);
    }

    /// Version 1, section 5.1. Clock sequence and node are random, the node with the multicast bit (section 6.10),
    /// so nothing of the machine shows. `step` sets those of one batch apart.
    static UUID v1(Instant now, long step, RandomGenerator random) {
        long ticks = ticks(now) + step;
        long high = ticks << 32 | (ticks >>> 16 & 0xFFFF0000L) | (ticks >>> 48 & 0xFFF);
        return marked(high, random.nextLong() | 1L << 40, 1);
    }

    /// Version 6, section 5.6: version 1 with its time in the order of bits.
    static UUID v6(Instant now, long step, RandomGenerator random) {
        long ticks = ticks(now) + step;
        return marked(ticks << 4 & ~0xFFFFL | ticks & 0xFFF, random.nextLong() | 1L << 40, 6);
    }

    private static long ticks(Instant now) {
        return now.getEpochSecond() * 10_000_000 + now.getNano() / 100 + GREGORIAN;
    }

    /// Version 7, section 5.7: milliseconds, a counter in the 12 bits after them (section 6.2, method 1, so that a
    /// batch is in order), 62 random bits. `step` is below 2048 for one millisecond; beyond it the time is carried
    /// on.
    static UUID v7(Instant now, long step, int start, RandomGenerator random) {
        long count = start + step;
        long millis = now.toEpochMilli() + (count >>> 12);
        return marked(millis << 16 | (count & 0xFFF), random.nextLong(), 7);
    }

    /// A ULID: 48 bits of milliseconds, then 80 random bits (the first is 0), in Crockford's base 32. `step` is
    /// added to the random bits, so that a batch is in order, as the ULID specification says.
    static String ulid(Instant now, int high, long low, long step) {
        long sum = low + step;
        long carried = (long) high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        long upper = now.toEpochMilli() << 16 | carried;
        char[] text = new char[26];
        for (int i = 25; i >= 0; i--) {
            text[i] = CROCKFORD.charAt((int) (sum & 31));
            sum = sum >>> 5 | (upper & 31) << 59;
            upper >>>= 5;
        }
        return new String(text);
    }

    /// Versions 3 and 5, sections 5.3 and 5.5: MD5 or SHA-1 of namespace and name.
    static UUID named(int version, UUID namespace, String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance(version == 3 ? "MD5" : "SHA-1");
            digest.update(ByteBuffer.allocate(16)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .flip());
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
            return marked(hash.getLong(), hash.getLong(), version);
        } catch (GeneralSecurityException e) {
            throw ToolException.unavailable(
                    "this Java runtime lacks the hash of version " + version + " UUIDs: " + e.getMessage());
        }
    }

    private static UUID marked(long high, long low, int version) {
        return new UUID(high & ~0xF000L | (long) version << 12, low & ~(3L << 62) | 1L << 63);
    }

    /// Reads a UUID as `8-4-4-4-12`, 32 hex digits, `{…}` or `urn:uuid:…`; null for anything else.
    static @Nullable UUID parse(String text) {
        String hex = text;
        if (hex.regionMatches(true, 0, "urn:uuid:", 0, 9)) {
            hex = hex.substring(9);
        } else if (hex.startsWith("{") && hex.endsWith("}")) {
            hex = hex.substring(1, hex.length() - 1);
        }
        if (hex.length() == 36
                && hex.charAt(8) == '-'
                && hex.charAt(13) == '-'
                && hex.charAt(18) == '-'
                && hex.charAt(23) == '-') {
            hex = hex.replace("-", "");
        }
        if (hex.length() != 32) {
            return null;
        }
        for (int i = 0; i < 32; i++) {
            if (Character.digit(hex.charAt(i), 16) < 0 || hex.charAt(i) > 'f') {
                return null;
            }
        }
        return new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
    }

    /// When a UUID of version 1, 6 or 7 was made; null for the others.
    static @Nullable Instant time(UUID uuid) {
        long high = uuid.getMostSignificantBits();
        if (uuid.variant() != 2) {
            return null;
        }
        return switch (uuid.version()) {
            case 1 -> instant((high & 0xFFF) << 48 | (high >>> 16 & 0xFFFF) << 32 | high >>> 32);
            case 6 -> instant((high >>> 16) << 12 | high & 0xFFF);
            case 7 -> Instant.ofEpochMilli(high >>> 16);
            default -> null;
        };
    }

    private static Instant instant(long ticks) {
        long since = ticks - GREGORIAN;
        return Instant.ofEpochSecond(Math.floorDiv(since, 10_000_000L), Math.floorMod(since, 10_000_000L) * 100);
    }

    /// When a ULID was made; null for what is no ULID. Crockford's `I L` for `1` and `O` for `0` are accepted.
    static @Nullable Instant ulidTime(String text) {
        if (text.length() != 26) {
            return null;
        }
        long millis = 0;
        for (int i = 0; i < 26; i++) {
            char c = text.charAt(i);
            char upper = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
            int digit = CROCKFORD.indexOf(upper == 'I' || upper == 'L' ? '1' : upper == 'O' ? '0' : upper);
            if (digit < 0 || (i == 0 && digit > 7)) {
                return null;
            }
            if (i < 10) {
                millis = millis << 5 | digit;
            }
        }
        return Instant.ofEpochMilli(millis);
    }
}

package dev.incant.tools.web.url;

import java.util.Locale;

/// An IPv6 address in its one normal form (RFC 5952), whatever form it was written in.
final class Ipv6Text {
    private Ipv6Text() {}

    static String normalized(String text) {
        return written(pieces(text));
    }

    private static UrlFailure wrong(String text) {
        return new UrlFailure("'" + text + "' is not an IPv6 address");
    }

    private static int[] pieces(String text) {
        int[] pieces = new int[8];
        int gap = -1;
        int count = 0;
        int at = 0;
        if (text.startsWith(":")) {
            if (!text.startsWith("::")) {
                throw wrong(text);
            }
            at = 2;
            gap = 0;
        }
        while (at < text.length()) {
            if (count == 8) {
                throw wrong(text);
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    throw wrong(text);
                }
                at++;
                gap = count;
                continue;
            }
            int start = at;
            int value = 0;
            while (at < text.length() && at - start < 4 && hex(text.charAt(at)) >= 0) {
                value = value << 4 | hex(text.charAt(at++));
            }
            if (at < text.length() && text.charAt(at) == '.') {
                if (at == start || count > 6) {
                    throw wrong(text);
                }
                embedded(text, start, pieces, count);
                count += 2;
                break;
            }
            boolean ends = at == text.length();
            if (at == start || !ends && text.charAt(at++) != ':' || !ends && at == text.length()) {
                throw wrong(text);
            }
            pieces[count++] = value;
        }
        return spread(text, pieces, gap, count);
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static int[] spread(String text, int[] pieces, int gap, int count) {
        if (gap < 0) {
            if (count != 8) {
                throw wrong(text);
            }
            return pieces;
        }
        if (count == 8) {
            throw wrong(text);
        }
        int[] all = new int[8];
        System.arraycopy(pieces, 0, all, 0, gap);
        System.arraycopy(pieces, gap, all, 8 - (count - gap), count - gap);
        return all;
    }

    /// The last 32 bits as `1.2.3.4`.
    private static void embedded(String text, int start, int[] pieces, int count) {
        String[] parts = text.substring(start).split("\\.", -1);
        if (parts.length != 4) {
            throw wrong(text);
        }
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            boolean fine = !part.isEmpty()
                    && part.length() <= 3
                    && part.chars().allMatch(c -> c >= '0' && c <= '9')
                    && (part.length() == 1 || part.charAt(0) != '0');
            if (!fine || Integer.parseInt(part) > 255) {
                throw wrong(text);
            }
            pieces[count + i / 2] = pieces[count + i / 2] << 8 | Integer.parseInt(part);
        }
    }

    private static String written(int[] pieces) {
        int best = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && pieces[end] == 0) {
                end++;
            }
            if (end - i > length) {
                best = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                out.append(i == 0 ? "::" : ":");
                i += length - 1;
                continue;
            }
            out.append(String.format(Locale.ROOT, "%x", pieces[i])).append(i < 7 ? ":" : "");
        }
        return out.toString();
    }
}

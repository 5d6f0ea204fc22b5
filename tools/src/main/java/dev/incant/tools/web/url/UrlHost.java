package dev.incant.tools.web.url;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The host of a URL (WHATWG URL, section 3): a domain in ASCII, an address however it was written, or an opaque name.
///
/// @param kind `domain`, `ipv4`, `ipv6` or `opaque`; `empty` for the empty host of a `file` URL
/// @param text as it stands in a URL, IPv6 addresses in brackets
public record UrlHost(String kind, String text) {
    private static final String FORBIDDEN = "\0\t\n\r #/:<>?@[\\]^|";

    static final UrlHost EMPTY = new UrlHost("empty", "");

    /// Reads a host.
    ///
    /// @param special whether the scheme is one of those with domains: http, https, ws, wss, ftp, file
    /// @throws UrlFailure with a clause that says what is wrong
    static UrlHost of(String input, boolean special) {
        if (input.startsWith("[")) {
            if (!input.endsWith("]")) {
                throw new UrlFailure("the bracket of an IPv6 address is not closed");
            }
            return new UrlHost("ipv6", "[" + Ipv6Text.normalized(input.substring(1, input.length() - 1)) + "]");
        }
        if (!special) {
            forbid(input, FORBIDDEN, "the host");
            return new UrlHost("opaque", PercentEncoding.CONTROL.encode(input));
        }
        String ascii = ascii(PercentEncoding.decode(input));
        if (endsInNumber(ascii)) {
            return new UrlHost("ipv4", ipv4(ascii));
        }
        return new UrlHost("domain", ascii);
    }

    private static void forbid(String text, String forbidden, String what) {
        for (int i = 0; i < text.length(); i++) {
            if (forbidden.indexOf(text.charAt(i)) >= 0) {
                throw new UrlFailure(what + " holds " + shown(text.charAt(i)));
            }
        }
    }

    private static String shown(char c) {
        return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format(Locale.ROOT, "U+%04X", (int) c);
    }

    /// A domain as DNS has it (UTS #46 without transitional processing; the tables are the JDK's normal forms and
    /// letter cases, which agree with those of UTS #46 but for rare characters).
    private static String ascii(String domain) {
        boolean plain = domain.chars().allMatch(c -> c < 0x80);
        String ascii = plain ? domain.toLowerCase(Locale.ROOT) : asciiLabels(mapped(domain));
        if (ascii.isEmpty()) {
            throw new UrlFailure("the host is empty");
        }
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            if (c <= ' ' || c == '%' || c == 0x7f || FORBIDDEN.indexOf(c) >= 0) {
                throw new UrlFailure("the host holds " + shown(c));
            }
        }
        return ascii;
    }

    private static String asciiLabels(String mapped) {
        List<String> labels = new ArrayList<>();
        boolean bidi = mapped.chars().anyMatch(c -> rightToLeft(Character.getDirectionality(c)));
        for (String label : mapped.split("\\.", -1)) {
            if (bidi && !label.isEmpty()) {
                DirectionRule.check(label);
            }
            labels.add(asciiLabel(label));
        }
        return String.join(".", labels);
    }

    static boolean rightToLeft(byte direction) {
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }

    private static String mapped(String domain) {
        StringBuilder kept = new StringBuilder();
        domain.codePoints().forEach(c -> {
            boolean ignored = c == 0xad
                    || c == 0x34f
                    || c == 0x200b
                    || c == 0x2060
                    || c == 0x2064
                    || c == 0xfeff
                    || c >= 0x206a && c <= 0x206f
                    || c >= 0xfe00 && c <= 0xfe0f
                    || c >= 0x180b && c <= 0x180f;
            if (!ignored) {
                kept.appendCodePoint(c == 0x3002 || c == 0xff0e || c == 0xff61 ? '.' : c == 0x1e9e ? 0xdf : c);
            }
        });
        String folded = Normalizer.normalize(kept, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String again = Normalizer.normalize(folded, Normalizer.Form.NFKC);
        // A final sigma stays one only where it was written; Java's lower case makes one of a capital at a word's end.
        return domain.indexOf('Σ') >= 0 && domain.indexOf('ς') < 0 ? again.replace('ς', 'σ') : again;
    }

    private static String asciiLabel(String label) {
        if (label.startsWith("xn--")) {
            String unicode = Punycode.decode(label.substring(4));
            if (unicode == null
                    || unicode.isEmpty()
                    || unicode.chars().allMatch(c -> c < 0x80)
                    || !mapped(unicode).equals(unicode)
                    || label.chars().anyMatch(c -> c >= 0x80)) {
                throw new UrlFailure("the part '" + label + "' of the host is not valid Punycode");
            }
            valid(unicode);
            return label;
        }
        if (label.chars().allMatch(c -> c < 0x80)) {
            return label;
        }
        valid(label);
        String encoded = Punycode.encode(label);
        if (encoded == null) {
            throw new UrlFailure("a part of the host is too long");
        }
        return "xn--" + encoded;
    }

    /// What UTS #46 forbids in a label: unassigned, private and control characters, a mark at the begin, joiners that
    /// join nothing.
    private static void valid(String label) {
        int first = label.codePointAt(0);
        int type = Character.getType(first);
        if (type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK) {
            throw new UrlFailure("a part of the host begins with a combining mark");
        }
        int[] all = label.codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            int c = all[i];
            boolean joiner = c == 0x200c || c == 0x200d;
            boolean joins = i > 0 && (VIRAMAS.indexOf(all[i - 1]) >= 0 || c == 0x200c && arabic(all, i));
            boolean unfit = switch (Character.getType(c)) {
                case Character.UNASSIGNED, Character.PRIVATE_USE, Character.SURROGATE, Character.CONTROL -> true;
                case Character.FORMAT -> !joiner || !joins;
                case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR -> true;
                default -> c == 0xfffd || c >= 0x2ff0 && c <= 0x2ffb;
            };
            if (unfit) {
                throw new UrlFailure(String.format(Locale.ROOT, "the host holds U+%04X", c));
            }
        }
    }

    /// Whether a non-joiner stands between letters that would join without it; taken to be all Arabic ones.
    private static boolean arabic(int[] all, int i) {
        return i + 1 < all.length
                && Character.UnicodeScript.of(all[i - 1]) == Character.UnicodeScript.ARABIC
                && Character.UnicodeScript.of(all[i + 1]) == Character.UnicodeScript.ARABIC;
    }

    /// After one of these, joiners are allowed (RFC 5892, appendix A).
    private static final String VIRAMAS =
            "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u0e3a\u0f84\u1039\u103a\u17d2";

    /// The domain with its labels in Unicode where they are Punycode.
    public String unicode() {
        if (!kind.equals("domain")) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (String label : text.split("\\.", -1)) {
            String decoded = label.startsWith("xn--") ? Punycode.decode(label.substring(4)) : null;
            out.append(decoded == null ? label : decoded).append('.');
        }
        return out.substring(0, out.length() - 1);
    }

    private static boolean endsInNumber(String host) {
        String[] parts = host.split("\\.", -1);
        String last = parts[parts.length - 1];
        if (last.isEmpty()) {
            if (parts.length == 1) {
                return false;
            }
            last = parts[parts.length - 2];
        }
        return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9') || number(last) >= 0;
    }

    private static String ipv4(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] parts = bare.split("\\.", -1);
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long part = number(parts[i]);
            long limit = last && parts.length <= 4 ? 1L << 8 * (5 - parts.length) : 256;
            if (parts.length > 4 || part < 0 || part >= limit) {
                throw new UrlFailure("'" + host + "' is not an IPv4 address");
            }
            address += last ? part : part << 8 * (3 - i);
        }
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    /// A part of an IPv4 address: decimal, `0x` hexadecimal or `0` octal; -1 when it is none, or larger than any can
    /// be.
    private static long number(String text) {
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        int radix = hex ? 16 : text.length() > 1 && text.startsWith("0") ? 8 : 10;
        String digits = hex ? text.substring(2) : radix == 8 ? text.substring(1) : text;
        if (digits.isEmpty()) {
            return hex ? 0 : -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 0x80 ? Character.digit(digits.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = Math.min(value * radix + digit, 1L << 40);
        }
        return value;
    }
}

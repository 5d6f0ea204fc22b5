package dev.incant.tools.web.url;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Percent-encoding (WHATWG URL, section 1.3): each set names the characters of ASCII that are encoded; all others
/// beyond `~` always are.
enum PercentEncoding {
    CONTROL(""),
    FRAGMENT(" \"<>`"),
    QUERY(" \"#<>"),
    SPECIAL_QUERY(" \"#<>'"),
    PATH(" \"#<>?^`{}"),
    USERINFO(" \"#<>?^`{}/:;=@[\\]|"),
    COMPONENT(" \"#<>?^`{}/:;=@[\\]|$&+,%"),
    /// All but letters, digits and `*-._`, as forms have it.
    FORM(" \"#<>?^`{}/:;=@[\\]|$&+,%!'()~");

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final String encoded;

    PercentEncoding(String encoded) {
        this.encoded = encoded;
    }

    String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> encode(c, out));
        return out.toString();
    }

    void encode(int c, StringBuilder out) {
        if (c >= ' ' && c <= '~' && encoded.indexOf(c) < 0) {
            out.append((char) c);
            return;
        }
        boolean lone = c >= 0xd800 && c <= 0xdfff;
        byte[] bytes = (lone ? "\ufffd" : Character.toString(c)).getBytes(StandardCharsets.UTF_8);
        for (byte each : bytes) {
            out.append('%').append(HEX[each >> 4 & 15]).append(HEX[each & 15]);
        }
    }

    /// The text that percent signs stand for, read as UTF-8; what is no escape stays as it is.
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(raw[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

package dev.incant.lua;

import dev.incant.lua.syntax.Charsets;
import org.jspecify.annotations.NullUnmarked;

/// Values as Lua source (`%q` of `string.format`).
@NullUnmarked // raw protocol: null is nil
final class LuaLiteral {
    private LuaLiteral() {}

    static void append(Frame f, int arg, ByteBuilder out) {
        Object v = f.arg(arg);
        if (v instanceof LuaString s) {
            quote(f, s.bytes, out);
        } else if (v instanceof Long l) {
            out.add(l == Long.MIN_VALUE ? latin1("0x8000000000000000") : Numbers.toBytes(l));
        } else if (v instanceof Double d) {
            out.add(ofFloat(d));
        } else if (v == null || v instanceof Boolean) {
            out.add(latin1(String.valueOf(v == null ? "nil" : v)));
        } else {
            throw f.argError(arg, "value has no literal form");
        }
    }

    private static byte[] latin1(String text) {
        return text.getBytes(Charsets.LATIN1);
    }

    /// In hexadecimal, which keeps every bit.
    private static byte[] ofFloat(double d) {
        if (Double.isNaN(d)) {
            return latin1("(0/0)");
        }
        if (Double.isInfinite(d)) {
            return latin1(d > 0 ? "1e9999" : "-1e9999");
        }
        return FloatText.hex(Math.abs(d), -1, false, false, FloatText.isMinus(d) ? '-' : 0);
    }

    private static void quote(Frame f, byte[] s, ByteBuilder out) {
        out.reserve(s.length < ByteBuilder.MAX_LENGTH - 2 ? s.length + 2 : 0);
        out.add('"');
        for (int i = 0; i < s.length; i++) {
            int c = s[i];
            if (c == '"' || c == '\\' || c == '\n') {
                out.add('\\');
                out.add(c);
            } else if (c >= 0 && CharClass.isControl(c)) {
                out.add('\\');
                if (i + 1 < s.length && CharClass.isDigit(s[i + 1])) {
                    out.fill('0', c < 10 ? 2 : c < 100 ? 1 : 0);
                }
                out.addNumber(c);
            } else {
                out.add(c);
            }
            if ((i & 2047) == 2047) {
                f.state.tick(1024);
            }
        }
        out.add('"');
    }
}

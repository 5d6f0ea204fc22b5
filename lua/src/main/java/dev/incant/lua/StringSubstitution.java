package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// `string.gsub`.
@NullUnmarked // raw protocol: null is nil
final class StringSubstitution {
    private final Frame f;
    private final byte[] src;
    private final PatternMatcher matcher;

    /// What matches become: bytes with `%` escapes or without, a table, or a function.
    private final byte[] literal;

    private final byte[] template;
    private final Table table;
    private final FunctionValue function;

    /// The result so far, made with the first change.
    private ByteBuilder out;

    /// Bytes of the subject that are done: replaced, or copied into `out`.
    private int copied;

    private StringSubstitution(Frame f, LuaString text, PatternMatcher matcher, Object replacement) {
        this.f = f;
        this.src = text.bytes;
        this.matcher = matcher;
        this.table = replacement instanceof Table t ? t : null;
        this.function = replacement instanceof FunctionValue fn ? fn : null;
        byte[] news = replacement instanceof LuaString s ? s.bytes : null;
        boolean escapes = news != null && hasEscapes(f, news);
        this.literal = escapes ? null : news;
        this.template = escapes ? news : null;
    }

    static Object gsub(Frame f) {
        LuaString text = f.string(1);
        LuaString pattern = f.string(2);
        int n = text.bytes.length;
        Object replacement = f.arg(3);
        long most = f.integer(4, n + 1L);
        if (Types.isNumber(replacement)) {
            replacement = f.string(3);
        } else if (!(replacement instanceof LuaString
                || replacement instanceof Table
                || replacement instanceof FunctionValue)) {
            throw f.typeError(3, "string/function/table");
        }
        PatternMatcher matcher = new PatternMatcher(f, LuaPattern.of(f, pattern, true), text);
        StringSubstitution substitution = new StringSubstitution(f, text, matcher, replacement);
        long count = substitution.run(most);
        f.ensure(2);
        f.s[0] = substitution.result(text);
        f.s[1] = Tag.INT;
        f.n[1] = count;
        f.argc = 2;
        return Tag.MULTI;
    }

    private long run(long most) {
        PatternMatcher m = matcher;
        int lastEnd = -1;
        int at = 0;
        long count = 0;
        while (count < most) {
            int s = m.search(at);
            if (s < 0) {
                break;
            }
            int end = m.matchEnd;
            if (end != lastEnd) {
                count++;
                replace(s, end);
                at = end;
                lastEnd = end;
            } else {
                at = s + 1; // an empty match where the last one ended
            }
            if (m.pattern.anchored() || at > src.length) {
                break;
            }
        }
        return count;
    }

    private LuaString result(LuaString text) {
        if (out == null) {
            return text;
        }
        out.add(src, copied, src.length);
        return out.toLuaString();
    }

    private void replace(int start, int end) {
        if (literal != null) {
            take(start, end);
            out.add(literal);
        } else if (template != null) {
            take(start, end);
            expand(start, end);
        } else {
            Object value = ask(start);
            if (value == null || value == Boolean.FALSE) {
                return; // keeps the original
            }
            addValue(value, f.bits, start, end);
        }
    }

    private void addValue(Object value, long bits, int start, int end) {
        if (value instanceof LuaString text) {
            take(start, end);
            out.add(text.bytes);
        } else if (value == Tag.INT) {
            take(start, end);
            out.addNumber(bits);
        } else if (value == Tag.FLT) {
            take(start, end);
            out.add(Numbers.toLuaString(Double.longBitsToDouble(bits)).bytes);
        } else {
            throw f.error("invalid replacement value (a " + Types.name(value) + ")");
        }
    }

    /// Copies what lies between the last change and this match.
    private void take(int start, int end) {
        if (out == null) {
            out = new ByteBuilder(f, Math.min(ByteBuilder.MAX_LENGTH - 64, src.length) + 16);
        }
        out.add(src, copied, start);
        copied = end;
    }

    /// The replacement's raw value; a number's bits are in `f.bits`.
    private Object ask(int start) {
        if (out == null || !out.hold()) {
            return function != null ? call(start) : index(start);
        }
        try {
            return function != null ? call(start) : index(start);
        } finally {
            out.release();
        }
    }

    private Object index(int start) {
        PatternMatcher m = matcher;
        if (m.isPosition(0)) {
            return raw(Access.get(f, table, m.starts[0] + 1L));
        }
        LuaString key = m.capture(0, start);
        if (table.meta == null) {
            return table.getStr(f, key);
        }
        return raw(Access.get(f, table, key));
    }

    private Object raw(Object boxed) {
        f.bits = Tag.bitsOf(boxed);
        return Tag.tagOf(boxed);
    }

    private Object call(int start) {
        Frame nf = f.push(null, matcher.count(true));
        matcher.put(nf, 0, start, true);
        Object r = Calls.callFromJava(f, function, nf);
        nf = f.next;
        if (r == Tag.MULTI) {
            if (nf.argc == 0) {
                return null;
            }
            f.bits = nf.n[0];
            return nf.s[0];
        }
        f.bits = nf.bits;
        return r;
    }

    private static boolean hasEscapes(Frame f, byte[] news) {
        for (int i = 0; i < news.length; i++) {
            if (news[i] == '%') {
                return true;
            }
            if ((i & 4095) == 4095) {
                f.state.tick(256);
            }
        }
        return false;
    }

    private void expand(int start, int end) {
        byte[] t = template;
        int plain = 0;
        int fuel = 2048;
        for (int i = 0; i < t.length; i++) {
            if (--fuel < 0) {
                f.state.tick(2048);
                fuel = 2048;
            }
            if (t[i] != '%') {
                continue;
            }
            out.add(t, plain, i);
            i++;
            int c = i < t.length ? t[i] : -1;
            if (c == '%') {
                out.add('%');
            } else if (c == '0') {
                out.add(src, start, end);
            } else if (CharClass.isDigit(c)) {
                matcher.append(c - '1', start, out);
            } else {
                throw f.error("invalid use of '%' in replacement string");
            }
            plain = i + 1;
        }
        out.add(t, plain, t.length);
    }
}

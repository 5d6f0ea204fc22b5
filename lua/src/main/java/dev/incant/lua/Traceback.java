package dev.incant.lua;

import org.jspecify.annotations.NullUnmarked;

/// Tracebacks as `luaL_traceback` makes them.
@NullUnmarked // raw protocol: null is nil
final class Traceback {
    private static final int FIRST = 10;
    private static final int LAST = 11;

    private Traceback() {}

    /// The traceback from `level` frames above `f` (0: `f` itself).
    static StringBuilder of(Frame f, int level) {
        StringBuilder out = new StringBuilder("stack traceback:");
        Frame at = f;
        for (int i = 0; i < level && at != null; i++) {
            at = at.prev;
        }
        int total = 0;
        for (Frame g = at; g != null && g.prev != null; g = g.prev) {
            total++;
        }
        int shown = 0;
        for (; at != null && at.prev != null; at = at.prev) {
            if (total > FIRST + LAST + 1 && shown == FIRST) {
                // PUC skips one more than it says.
                int skipped = total - FIRST - LAST;
                out.append("\n\t...\t(skipping ").append(skipped - 1).append(" levels)");
                for (int i = 0; i < skipped; i++) {
                    at = at.prev;
                }
            }
            shown++;
            line(out, at);
        }
        return out;
    }

    private static void line(StringBuilder out, Frame f) {
        out.append("\n\t");
        if (f.fn instanceof Closure c) {
            out.append(c.proto.chunk.shortSource());
            if (!c.proto.chunk.stripped) {
                out.append(':').append(c.proto.line(f.pc));
            }
            out.append(": in ");
        } else {
            out.append("[C]: in ");
        }
        name(out, f);
        if (f.tail) {
            out.append("\n\t(...tail calls...)");
        }
    }

    private static void name(StringBuilder out, Frame f) {
        String global = f.fn == null ? null : Libraries.nameOf(f.fn, f.state);
        if (global != null) {
            out.append("function '").append(global).append('\'');
            return;
        }
        CallName name = CallName.of(f);
        if (name.what().length() > 0) {
            out.append(name.what()).append(" '").append(name.name()).append('\'');
        } else if (f.fn instanceof Closure c) {
            if (c.proto.isMain()) {
                out.append("main chunk");
            } else {
                out.append("function <")
                        .append(c.proto.chunk.shortSource())
                        .append(':')
                        .append(c.proto.tree.line())
                        .append('>');
            }
        } else if (f.fn instanceof JavaFunction j) {
            out.append("function '").append(j.debugName()).append('\'');
        } else {
            out.append('?');
        }
    }
}

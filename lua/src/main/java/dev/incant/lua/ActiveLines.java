package dev.incant.lua;

import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;

/// The lines of a function on which a line hook can stop, for `activelines` of `debug.getinfo`.
@NullUnmarked // nodes are made on demand
final class ActiveLines {
    private ActiveLines() {}

    static TreeSet<Integer> of(Proto p, LuaState state) {
        Code code = p.lower(state);
        TreeSet<Integer> lines = new TreeSet<>();
        // Site 0 stands for the entry, which is no line of its own; the end's is the last of the plain nodes.
        for (int i = 1; i <= code.endPc; i++) {
            lines.add(code.sites[i].line);
        }
        return lines;
    }
}

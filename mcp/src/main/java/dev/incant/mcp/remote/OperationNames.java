package dev.incant.mcp.remote;

import dev.incant.kernel.docs.LuaText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a server's tools are called here: their own names where Lua can say them, else with `_` for what it cannot.
final class OperationNames {
    private OperationNames() {}

    /// Names for tools, by the tools' own names. Those that already have one keep it; of those that would get the
    /// same one the first in the alphabet does, and the others a number.
    static Map<String, String> of(Collection<String> tools, Map<String, String> before) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        List<String> fresh = new ArrayList<>();
        for (String tool : tools) {
            String kept = before.get(tool);
            if (kept != null) {
                names.put(tool, kept);
                taken.add(kept);
            } else if (said(tool).equals(tool) && taken.add(tool)) {
                names.put(tool, tool);
            } else {
                fresh.add(tool);
            }
        }
        fresh.sort(null);
        for (String tool : fresh) {
            String base = said(tool);
            String name = base;
            for (int i = 2; !taken.add(name); i++) {
                name = base + "_" + i;
            }
            names.put(tool, name);
        }
        return names;
    }

    private static String said(String tool) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < tool.length(); i++) {
            char c = tool.charAt(i);
            boolean fine = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            name.append(fine ? c : '_');
        }
        if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
            name.insert(0, '_');
        }
        return LuaText.isKeyword(name.toString()) ? name.append('_').toString() : name.toString();
    }
}

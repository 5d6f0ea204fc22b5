package dev.incant.script;

import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.script.ScriptSession.Completions;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds what may stand at a place in a script: keywords, globals, members of libraries, tools, their operations
/// and, in the table of a call, its parameters. Runs nothing of the script.
final class Completer {
    private final ComponentRegistry registry;
    private final UserGlobals user;

    Completer(ComponentRegistry registry, UserGlobals user) {
        this.registry = registry;
        this.user = user;
    }

    Completions complete(String code, int cursor) {
        int end = Math.max(0, Math.min(cursor, code.length()));
        CodeScan scan = CodeScan.before(code, end);
        TreeSet<String> matches = new TreeSet<>();
        String prefix = scan.prefix();
        for (String name : candidates(scan)) {
            if (name.startsWith(prefix)) {
                matches.add(name);
            }
        }
        return new Completions(new ArrayList<>(matches), scan.start(), end);
    }

    private Collection<String> candidates(CodeScan scan) {
        if (scan.inComment()) {
            return List.of();
        }
        if (scan.textStart() >= 0) {
            return scan.namesTool() ? registry.names() : List.of();
        }
        if (!scan.base().isEmpty()) {
            return members(scan.base(), scan.method());
        }
        String tool = scan.parametersOf();
        return tool == null ? globals(scan) : parameters(tool);
    }

    private Collection<String> globals(CodeScan scan) {
        TreeSet<String> names = new TreeSet<>(scan.words());
        names.addAll(LuaNames.keywords());
        names.addAll(LuaNames.globals());
        names.addAll(LuaNames.libraries().keySet());
        names.addAll(user.kinds().keySet());
        names.addAll(Arrays.asList(Globals.FUNCTIONS));
        names.addAll(List.of("ARGS", "Logger", "arg", "tools"));
        for (String[] table : Globals.TABLES) {
            names.add(table[0]);
        }
        return names;
    }

    private Collection<String> members(List<String> base, boolean method) {
        String first = base.getFirst();
        if (first.equals("tools")) {
            return base.size() == 1 ? registry.names() : base.size() == 2 ? operations(base.get(1)) : List.of();
        }
        TreeSet<String> names = new TreeSet<>();
        if (base.size() == 1) {
            names.addAll(user.members().getOrDefault(first, List.of()));
            names.addAll(LuaNames.libraries().getOrDefault(first, List.of()));
            names.addAll(table(first));
            if (first.equals("Tool")) {
                names.addAll(registry.names());
            }
        } else if (first.equals("Tool") && registry.find(base.get(1)) != null) {
            return List.of("category", "description", "execute", "getSchema", "name", "version");
        }
        if (names.isEmpty() && method) {
            // Most values with methods are strings.
            return LuaNames.libraries().getOrDefault("string", List.of());
        }
        return names;
    }

    /// The members of one of our globals.
    static List<String> table(String global) {
        for (String[] table : Globals.TABLES) {
            if (table[0].equals(global) || global.equals("Logger") && table[0].equals("Log")) {
                List<String> members = new ArrayList<>(Arrays.asList(table).subList(1, table.length));
                if (global.equals("JSON")) {
                    members.add("null");
                }
                return members;
            }
        }
        return List.of();
    }

    private List<String> operations(String name) {
        Tool tool = registry.find(name);
        return tool == null ? List.of() : tool.spec().operationNames();
    }

    private List<String> parameters(String name) {
        Operation operation = operation(registry, name);
        List<String> names = new ArrayList<>();
        if (operation != null) {
            for (Parameter parameter : operation.parameters()) {
                names.add(parameter.name());
            }
        }
        return names;
    }

    /// The operation of a full name, or of a tool with one that its name alone means; null when there is none.
    static @Nullable Operation operation(ComponentRegistry registry, String name) {
        int dot = name.indexOf('.');
        Tool tool = registry.find(dot < 0 ? name : name.substring(0, dot));
        if (tool == null) {
            return null;
        }
        return dot < 0
                ? tool.spec().alone()
                : tool.spec().find(name.substring(dot + 1).replace('-', '_'));
    }
}

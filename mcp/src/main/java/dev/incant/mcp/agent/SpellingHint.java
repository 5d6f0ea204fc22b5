package dev.incant.mcp.agent;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What to do about a script's error, so that the next try works: the right spelling of a name, or the signature of the
/// operation that was called wrongly.
final class SpellingHint {
    /// What there is without any tool, by table; the empty name is that of the globals.
    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            Map.entry(
                    "",
                    List.of(
                            "tools",
                            "Tool",
                            "State",
                            "Event",
                            "JSON",
                            "Log",
                            "ARGS",
                            "arg",
                            "display",
                            "input",
                            "progress",
                            "require",
                            "print",
                            "pairs",
                            "ipairs",
                            "next",
                            "select",
                            "type",
                            "tostring",
                            "tonumber",
                            "pcall",
                            "xpcall",
                            "error",
                            "assert",
                            "string",
                            "table",
                            "math",
                            "os",
                            "utf8",
                            "coroutine",
                            "setmetatable",
                            "getmetatable",
                            "rawget",
                            "rawset",
                            "rawlen",
                            "rawequal",
                            "load")),
            Map.entry(
                    "string",
                    List.of(
                            "byte",
                            "char",
                            "find",
                            "format",
                            "gmatch",
                            "gsub",
                            "len",
                            "lower",
                            "match",
                            "rep",
                            "reverse",
                            "sub",
                            "upper",
                            "pack",
                            "unpack",
                            "packsize")),
            Map.entry("table", List.of("concat", "insert", "move", "pack", "remove", "sort", "unpack")),
            Map.entry(
                    "math",
                    List.of(
                            "abs",
                            "ceil",
                            "cos",
                            "deg",
                            "exp",
                            "floor",
                            "fmod",
                            "huge",
                            "log",
                            "max",
                            "maxinteger",
                            "min",
                            "mininteger",
                            "modf",
                            "pi",
                            "rad",
                            "random",
                            "randomseed",
                            "sin",
                            "sqrt",
                            "tan",
                            "tointeger",
                            "type",
                            "ult")),
            Map.entry("os", List.of("clock", "date", "difftime", "getenv", "time")),
            Map.entry("utf8", List.of("char", "charpattern", "codepoint", "codes", "len", "offset")),
            Map.entry(
                    "Tool",
                    List.of(
                            "categories",
                            "discover",
                            "exists",
                            "get",
                            "invoke",
                            "list",
                            "map",
                            "parallel",
                            "search",
                            "try")),
            Map.entry(
                    "State",
                    List.of("compare_and_swap", "delete", "exists", "get", "get_with_version", "keys", "list", "set")),
            Map.entry("Event", List.of("list_subscriptions", "publish", "receive", "subscribe", "unsubscribe")),
            Map.entry("JSON", List.of("array", "null", "object", "parse", "stringify")),
            Map.entry("Log", List.of("debug", "error", "info", "trace", "warn")));

    private SpellingHint() {}

    /// A sentence, or null when nothing more is known than the error says.
    static @Nullable String of(ToolException error, String code, ComponentRegistry registry) {
        String misspelt = error.code() == ErrorCode.FAILED ? nil(error.message()) : null;
        if (misspelt != null) {
            return spelling(misspelt, error, code, registry);
        }
        if (error.code() == ErrorCode.INVALID_PARAMS && error.details().get("operation") instanceof String name) {
            int dot = name.lastIndexOf('.');
            Tool tool = dot < 0 ? null : registry.find(name.substring(0, dot));
            Operation operation = tool == null ? null : tool.spec().find(name.substring(dot + 1));
            if (tool != null && operation != null) {
                return "it takes: " + LuaSignature.call(tool.spec(), operation);
            }
        }
        return null;
    }

    /// The name that Lua found nil: `attempt to call a nil value (field 'spilt')`.
    private static @Nullable String nil(String message) {
        int at = message.indexOf("a nil value (");
        if (at < 0) {
            return null;
        }
        int from = message.indexOf('\'', at);
        int to = from < 0 ? -1 : message.indexOf('\'', from + 1);
        return to < 0 ? null : message.substring(from + 1, to);
    }

    private static @Nullable String spelling(
            String name, ToolException error, String code, ComponentRegistry registry) {
        String table = table(name, error.details().get("source"));
        List<String> members = KNOWN.get(table);
        Set<String> near = new LinkedHashSet<>();
        if (members != null && !table.isEmpty()) {
            near.addAll(Nearest.to(name, members));
        } else {
            // What the script itself names is likelier than what there is besides.
            Set<String> own = identifiers(code);
            own.remove(name);
            fields(code, registry, own);
            near.addAll(Nearest.to(name, own));
            near.addAll(Nearest.to(name, KNOWN.getOrDefault("", List.of())));
        }
        if (!near.isEmpty()) {
            String prefix = members != null && !table.isEmpty() ? table + "." : "";
            return "'" + name + "' is nil; did you mean " + prefix + String.join(" or " + prefix, near) + "?";
        }
        if (members != null && !table.isEmpty()) {
            return table + " has: " + String.join(", ", members);
        }
        return null;
    }

    /// The table whose field the name is, as the line says; empty where it is none.
    private static String table(String name, @Nullable Object source) {
        if (!(source instanceof String line)) {
            return "";
        }
        int at = line.indexOf("." + name);
        int start = at;
        while (start > 0 && Character.isJavaIdentifierPart(line.charAt(start - 1))) {
            start--;
        }
        return at < 0 ? "" : line.substring(start, at);
    }

    private static Set<String> identifiers(String code) {
        Set<String> names = new TreeSet<>();
        int start = -1;
        for (int i = 0; i <= code.length(); i++) {
            boolean inside = i < code.length() && (Character.isLetterOrDigit(code.charAt(i)) || code.charAt(i) == '_');
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                if (!Character.isDigit(code.charAt(start))) {
                    names.add(code.substring(start, i));
                }
                start = -1;
            }
        }
        return names;
    }

    /// The fields of what the tools that a script names give back.
    private static void fields(String code, ComponentRegistry registry, Set<String> names) {
        Set<String> said = identifiers(code);
        for (String tool : registry.names()) {
            if (said.contains(tool)) {
                for (Operation operation : registry.tool(tool).spec().operations()) {
                    if (registry.tool(tool).spec().alone() == operation || said.contains(operation.name())) {
                        fields(operation.result(), names);
                    }
                }
            }
        }
    }

    private static void fields(Schema schema, Set<String> names) {
        switch (schema) {
            case Schema.Fields fields -> {
                for (Field field : fields.fields()) {
                    names.add(field.name());
                    fields(field.schema(), names);
                }
            }
            case Schema.Items items -> fields(items.item(), names);
            case Schema.OrNull or -> fields(or.schema(), names);
            case Schema.MapOf map -> fields(map.value(), names);
            default -> {}
        }
    }
}

package dev.incant.kernel.registry;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All components of a kernel, by name: sorted, the same in every run. Tools are made when first asked for. The set of
/// names is fixed when the registry is made. Safe for use by many threads.
public final class ComponentRegistry {
    private final Map<String, ToolPack> packs = new TreeMap<>();
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Map<String, Named> resolved = new ConcurrentHashMap<>();
    private @Nullable Map<String, String> aliases;
    private @Nullable ToolSearch search;

    /// Makes a registry of all tools of some packs.
    ///
    /// @throws IllegalArgumentException when two have one name
    public static ComponentRegistry of(List<ToolPack> packs) {
        ComponentRegistry registry = new ComponentRegistry();
        for (ToolPack pack : packs) {
            for (String name : pack.names()) {
                if (registry.packs.put(name, pack) != null) {
                    throw new IllegalArgumentException("two tools are named " + name);
                }
            }
        }
        return registry;
    }

    /// An operation and its full name, by which it is found at once when it is called again.
    private record Named(Tool tool, Operation operation, String fullName) {}

    private ComponentRegistry() {}

    /// A registry of some of these tools, which stay the same objects.
    ///
    /// @param chosen canonical names
    /// @throws IllegalArgumentException for one that there is not
    public ComponentRegistry only(Collection<String> chosen) {
        List<String> some = List.copyOf(chosen);
        for (String name : some) {
            if (!packs.containsKey(name)) {
                throw new IllegalArgumentException("no tool is named " + name);
            }
        }
        return of(List.of(new ToolPack() {
            @Override
            public List<String> names() {
                return some;
            }

            @Override
            public Tool make(String name) {
                return made(name);
            }
        }));
    }

    /// The canonical names of all tools, sorted.
    public List<String> names() {
        return List.copyOf(packs.keySet());
    }

    /// All tools, sorted by name.
    public List<Tool> all() {
        List<Tool> all = new ArrayList<>(packs.size());
        for (String name : packs.keySet()) {
            all.add(made(name));
        }
        return all;
    }

    /// The tool of a canonical name or an alias; `-` and `_` are the same.
    ///
    /// @throws ToolException `not_found` with the nearest names
    public Tool tool(String name) {
        Tool found = find(name);
        if (found == null) {
            throw unknownTool(name);
        }
        return found;
    }

    /// The tool of a canonical name or an alias, or null.
    public @Nullable Tool find(String name) {
        if (packs.containsKey(name)) {
            return made(name);
        }
        String plain = name.replace('-', '_');
        if (packs.containsKey(plain)) {
            return made(plain);
        }
        String canonical = aliases().get(plain);
        return canonical == null ? null : made(canonical);
    }

    /// Finds what a call means: `tool.operation`, a tool with a default operation, or a tool and an `operation`
    /// among the arguments. A map of `options` is merged into the arguments where the operation has no parameter
    /// of that name. Both are habits of the reference system's users.
    ///
    /// @throws ToolException `not_found` or `invalid_params`, with the names there are
    public Target resolve(String name, Map<String, ? extends @Nullable Object> params) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>(params);
        Named named = resolved.get(name);
        if (named == null) {
            named = named(name, own);
            // Other spellings are not kept: there is no end of them.
            if (named.fullName().equals(name)) {
                resolved.put(name, named);
            }
        }
        if (own.get("options") instanceof Map<?, ?> options && !hasParameter(named.operation(), "options")) {
            own.remove("options");
            for (Map.Entry<?, ?> option : options.entrySet()) {
                own.putIfAbsent(String.valueOf(option.getKey()), option.getValue());
            }
        }
        return new Target(named.tool(), named.operation(), named.fullName(), own);
    }

    /// @param own loses the argument `operation` where that names the operation
    private Named named(String name, Map<String, @Nullable Object> own) {
        // Names with a dot are operations first: looking for an alias makes every tool.
        int dot = name.lastIndexOf('.');
        Tool tool = dot < 0 ? find(name) : find(name.substring(0, dot));
        String operationName = tool == null || dot < 0 ? null : name.substring(dot + 1);
        if (tool == null && dot >= 0) {
            tool = find(name);
        }
        if (tool == null) {
            throw unknownTool(name);
        }
        ToolSpec spec = tool.spec();
        Operation alone = spec.alone();
        if (operationName == null
                && own.get("operation") instanceof String given
                && (alone == null || !hasParameter(alone, "operation"))) {
            operationName = given;
            own.remove("operation");
        }
        Operation operation = operationName == null ? alone : spec.find(operationName.replace('-', '_'));
        if (operation == null) {
            throw operationName == null ? noOperation(spec) : unknownOperation(spec, operationName);
        }
        return new Named(tool, operation, spec.name() + "." + operation.name());
    }

    /// The search over all tools.
    public synchronized ToolSearch search() {
        ToolSearch made = search;
        if (made == null) {
            List<ToolSpec> specs = new ArrayList<>(packs.size());
            for (Tool tool : all()) {
                specs.add(tool.spec());
            }
            made = ToolSearch.over(specs);
            search = made;
        }
        return made;
    }

    private synchronized Tool made(String name) {
        Tool tool = tools.get(name);
        if (tool == null) {
            tool = Objects.requireNonNull(packs.get(name), name).make(name);
            if (!tool.spec().name().equals(name)) {
                throw new IllegalStateException("the tool listed as " + name + " says it is "
                        + tool.spec().name());
            }
            tools.put(name, tool);
        }
        return tool;
    }

    /// Aliases by name with `_`; canonical names are among them. Made on the first miss, as it needs every spec.
    private synchronized Map<String, String> aliases() {
        Map<String, String> known = aliases;
        if (known == null) {
            known = new TreeMap<>();
            for (Tool tool : all()) {
                ToolSpec spec = tool.spec();
                known.put(spec.name(), spec.name());
                for (String alias : spec.aliases()) {
                    String other = known.putIfAbsent(alias.replace('-', '_'), spec.name());
                    if (other != null && !other.equals(spec.name())) {
                        throw new IllegalStateException(alias + " is a name of " + other + " and " + spec.name());
                    }
                }
            }
            aliases = known;
        }
        return known;
    }

    private ToolException unknownTool(String name) {
        int dot = name.indexOf('.');
        String tool = dot < 0 ? name : name.substring(0, dot);
        return new ToolException(
                ErrorCode.NOT_FOUND,
                "no tool is named '" + tool + "'" + Nearest.hint(tool, aliases().keySet()),
                Values.map("tool", tool, "nearest", Nearest.to(tool, aliases().keySet())),
                null);
    }

    private static ToolException unknownOperation(ToolSpec spec, String operation) {
        return new ToolException(
                ErrorCode.NOT_FOUND,
                spec.name() + " has no operation '" + operation + "'"
                        + Nearest.hint(operation, spec.operationNames()) + " It has: "
                        + String.join(", ", spec.operationNames()),
                Values.map("tool", spec.name(), "operation", operation, "operations", spec.operationNames()),
                null);
    }

    private static ToolException noOperation(ToolSpec spec) {
        if (spec.operations().isEmpty()) {
            return ToolException.unavailable(spec.name() + " has no operations: " + spec.summary());
        }
        return new ToolException(
                ErrorCode.INVALID_PARAMS,
                spec.name() + ": name an operation, such as " + spec.name() + "."
                        + spec.operationNames().getFirst() + "; it has: " + String.join(", ", spec.operationNames()),
                Values.map("tool", spec.name(), "operations", spec.operationNames()),
                null);
    }

    private static boolean hasParameter(Operation operation, String name) {
        for (Parameter parameter : operation.parameters()) {
            if (parameter.name().equals(name) || parameter.aliases().contains(name)) {
                return true;
            }
        }
        return false;
    }
}

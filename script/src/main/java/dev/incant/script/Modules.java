package dev.incant.script;

import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.lua.FunctionValue;
import dev.incant.lua.LuaCall;
import dev.incant.lua.LuaString;
import dev.incant.lua.LuaTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `require`: modules from the folder of the running script and from the session's folder, `?.lua` before
/// `?/init.lua`. They are read as the session's files, so only what is granted can be loaded. A name is words
/// joined by dots, so it cannot climb out of the folders.
final class Modules implements Library {
    private static final String[] PATTERNS = {".lua", "/init.lua"};

    private final Bridge bridge;
    private final LuaTable packages;
    private final LuaTable loaded;
    private final Set<String> loading = new LinkedHashSet<>();

    /// @param packages the table `package`
    Modules(Bridge bridge, LuaTable packages) {
        this.bridge = bridge;
        this.packages = packages;
        this.loaded = Globals.member(packages, "loaded");
    }

    @Override
    public @Nullable Object call(String function, LuaCall call) {
        String name = Bridge.text(call, 1);
        LuaString key = call.string(1);
        Object known = loaded.get(key);
        if (known != null && known != Boolean.FALSE) {
            return call.give(known);
        }
        if (!loading.add(name)) {
            throw call.error("module '" + name + "' requires itself: " + String.join(" -> ", loading) + " -> " + name);
        }
        try {
            Object prepared = packages.get("preload") instanceof LuaTable preload ? preload.get(key) : null;
            Loader loader = prepared == null ? find(call, name) : new Loader(prepared, ":preload:");
            @Nullable Object[] results = bridge.lua.call(loader.body(), key, bridge.string(loader.place()));
            Object value = results.length == 0 || results[0] == null ? loaded.get(key) : results[0];
            Object kept = value == null ? Boolean.TRUE : value;
            loaded.set(key, kept);
            return call.giveAll(kept, bridge.string(loader.place()));
        } finally {
            loading.remove(name);
        }
    }

    private record Loader(Object body, String place) {}

    private Loader find(LuaCall call, String name) {
        if (!isName(name)) {
            throw call.error("module '" + name + "' not found: a name is words joined by dots, such as 'lib.text'");
        }
        Files files = bridge.host.files(bridge.run().cancellation());
        ToolException denied = null;
        StringBuilder tried = new StringBuilder();
        for (String folder : folders()) {
            for (String pattern : PATTERNS) {
                String path = folder + name.replace('.', '/') + pattern;
                try {
                    FunctionValue body = load(path, files.readText(path));
                    return new Loader(body, path);
                } catch (ToolException e) {
                    if (e.code() == ErrorCode.DENIED) {
                        denied = denied == null ? e : denied;
                    } else if (e.code() != ErrorCode.NOT_FOUND) {
                        throw e;
                    }
                    tried.append("\n\tno file '").append(path).append('\'');
                }
            }
        }
        if (denied != null) {
            throw denied;
        }
        throw call.error("module '" + name + "' not found:" + tried);
    }

    private FunctionValue load(String path, String text) {
        return bridge.lua.load(Sources.compile(text, bridge.sources.add(path, text)));
    }

    /// The folders to look in, each empty or with a `/` at its end.
    private List<String> folders() {
        List<String> folders = new ArrayList<>(2);
        String script = bridge.script();
        int slash = Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\'));
        if (slash >= 0) {
            folders.add(script.substring(0, slash + 1));
        }
        folders.add("");
        return folders;
    }

    private static boolean isName(String name) {
        boolean word = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' && !word) {
                return false;
            }
            word = c != '.';
            if (word && !Character.isLetterOrDigit(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return word;
    }
}

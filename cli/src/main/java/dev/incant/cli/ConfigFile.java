package dev.incant.cli;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// One `incant.toml`. Loaded only where there is one, as the TOML library takes its time. Relative paths in it start at
/// its folder. Beside its settings it may have named profiles, `[profile.NAME]` with the same keys.
final class ConfigFile {
    private static final int MAX_SIZE = 1 << 20;
    private static final String PROFILE = "profile";

    private final Path path;
    private final Map<Flag, Settings.Setting> settings = new EnumMap<>(Flag.class);
    private final Map<String, Map<Flag, Settings.Setting>> profiles = new TreeMap<>();

    private ConfigFile(Path path) {
        this.path = path;
    }

    /// Reads a file.
    ///
    /// @throws ToolException `invalid_params` with file, line and column for what is no TOML or no setting
    static ConfigFile read(Path path) {
        ConfigFile file = new ConfigFile(path);
        TomlParseResult toml = Toml.parse(text(path));
        if (toml.hasErrors()) {
            var error = toml.errors().getFirst();
            throw problem(path, error.position(), String.valueOf(error.getMessage()));
        }
        if (toml.get(List.of(PROFILE)) instanceof TomlTable named) {
            named.keySet().forEach(file::profile);
        }
        for (List<String> key : toml.keyPathSet()) {
            file.take(toml, key);
        }
        return file;
    }

    private static String text(Path path) {
        try {
            if (Files.size(path) > MAX_SIZE) {
                throw ToolException.limitExceeded(path + " is larger than a megabyte");
            }
            return Files.readString(path);
        } catch (CharacterCodingException e) {
            throw ToolException.invalidParams(path + " is not UTF-8 text");
        } catch (IOException e) {
            throw ToolException.failed("cannot read " + path + ": " + e.getMessage());
        }
    }

    private static ToolException problem(Path path, @Nullable TomlPosition position, String message) {
        String where = position == null ? "" : ":" + position.line() + ":" + position.column();
        ToolException problem =
                ToolException.invalidParams(path + where + ": " + message).with("file", path.toString());
        return position == null
                ? problem
                : problem.with("line", (long) position.line()).with("column", (long) position.column());
    }

    private void take(TomlParseResult toml, List<String> path) {
        TomlPosition position = toml.inputPositionOf(path);
        boolean profiled = path.size() > 1 && path.getFirst().equals(PROFILE);
        if (profiled && path.size() == 2) {
            throw problem(this.path, position, "profile." + path.get(1) + " must be a table of settings");
        }
        String key = String.join(".", profiled ? path.subList(2, path.size()) : path);
        String prefix = profiled ? PROFILE + "." + path.get(1) + "." : "";
        Flag flag = Flag.ofKey(key);
        if (flag == null) {
            TreeSet<String> keys = new TreeSet<>();
            for (Flag each : Flag.settable()) {
                keys.add(String.valueOf(each.key()));
            }
            List<String> near = new ArrayList<>();
            for (String each : Nearest.to(key, keys)) {
                near.add(prefix + each);
            }
            String whole = prefix + key;
            throw problem(this.path, position, "unknown key '" + whole + "'" + Nearest.hint(whole, near));
        }
        List<String> values = values(flag, toml.get(path));
        if (values == null) {
            throw problem(this.path, position, prefix + key + " must be " + expected(flag));
        }
        String line = position == null ? "" : ":" + position.line();
        Map<Flag, Settings.Setting> into = profiled ? profile(path.get(1)) : settings;
        into.put(flag, new Settings.Setting(values, this.path + line));
    }

    /// What a profile sets; a profile that sets nothing is one, too.
    private Map<Flag, Settings.Setting> profile(String name) {
        return profiles.computeIfAbsent(name, _ -> new EnumMap<>(Flag.class));
    }

    private static String expected(Flag flag) {
        return switch (flag.kind()) {
            case SWITCH -> "true or false";
            case VALUE, EACH -> "a string or a whole number";
            case NAMES -> "true, false or a list of strings";
        };
    }

    private @Nullable List<String> values(Flag flag, @Nullable Object value) {
        return switch (flag.kind()) {
            case SWITCH -> value instanceof Boolean on ? List.of(on.toString()) : null;
            case VALUE, EACH -> value instanceof String || value instanceof Long ? List.of(value.toString()) : null;
            case NAMES -> {
                if (value instanceof Boolean on) {
                    yield on ? List.of(Settings.EVERYTHING) : List.of();
                }
                yield value instanceof TomlArray array ? names(flag, array) : null;
            }
        };
    }

    private @Nullable List<String> names(Flag flag, TomlArray array) {
        List<String> names = new ArrayList<>();
        for (Object item : array.toList()) {
            if (!(item instanceof String name) || name.isEmpty()) {
                return null;
            }
            names.add(isPath(flag) ? path.resolveSibling(name).normalize().toString() : name);
        }
        return names;
    }

    private static boolean isPath(Flag flag) {
        return flag == Flag.ALLOW_READ || flag == Flag.ALLOW_WRITE || flag == Flag.DENY_READ || flag == Flag.DENY_WRITE;
    }

    Path path() {
        return path;
    }

    Settings.@Nullable Setting find(Flag flag) {
        return settings.get(flag);
    }

    /// What a profile sets; null where it does not, or is none of this file.
    Settings.@Nullable Setting find(Flag flag, String profile) {
        Map<Flag, Settings.Setting> settingsOfIt = profiles.get(profile);
        return settingsOfIt == null ? null : settingsOfIt.get(flag);
    }

    /// The names of its profiles.
    Set<String> profiles() {
        return profiles.keySet();
    }
}

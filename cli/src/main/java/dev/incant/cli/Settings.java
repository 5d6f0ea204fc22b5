package dev.incant.cli;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is set, and by whom: the nearest `incant.toml`, then the user's, then the profile that is chosen, in either of
/// them, then variables, then flags, of which the later wins. Denials of all of them hold together.
final class Settings {
    /// Stands for everything in a list of names.
    static final String EVERYTHING = "";

    /// Variables that begin with `INCANT_` and are read elsewhere: by the launcher, for [Flag#CONFIG] and
    /// [Flag#PROFILE], and by the kernel, where another Incant runs this one.
    private static final List<String> OTHER_VARIABLES =
            List.of("INCANT_JAVA_HOME", "INCANT_CONFIG", "INCANT_PROFILE", "INCANT_CALL");

    private static final String PREFIX = "INCANT_";

    /// A value and where it comes from.
    ///
    /// @param values one value, or names; [#EVERYTHING] among them for all
    record Setting(List<String> values, String source) {}

    private final Arguments arguments;
    private final Terminal terminal;
    /// Files that exist, the one that wins first.
    private final List<ConfigFile> files;
    /// Whether any variable can set something: looking for each takes a good part of a short command's time.
    private final boolean variables;
    private final @Nullable String profile;

    private Settings(
            Arguments arguments,
            Terminal terminal,
            List<ConfigFile> files,
            boolean variables,
            @Nullable String profile) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.files = files;
        this.variables = variables;
        this.profile = profile;
    }

    /// Finds and reads all that is set.
    ///
    /// @throws ToolException `invalid_params` for a key that is none, with the nearest, or a value that is none
    static Settings of(Arguments arguments, Terminal terminal) {
        boolean variables = false;
        for (String name : terminal.variables().keySet()) {
            if (name.startsWith(PREFIX)) {
                checkVariable(name);
                variables = true;
            }
        }
        List<ConfigFile> files = new ArrayList<>(2);
        for (File file : found(arguments, terminal)) {
            files.add(ConfigFile.read(file.toPath()));
        }
        String profile = named(arguments, Flag.PROFILE, terminal, "INCANT_PROFILE");
        if (profile != null) {
            checkProfile(profile, files);
        }
        return new Settings(arguments, terminal, files, variables, profile);
    }

    /// What flags alone set.
    static Settings ofFlags(Arguments arguments, Terminal terminal) {
        return new Settings(arguments, terminal, List.of(), true, null);
    }

    private static @Nullable String named(Arguments arguments, Flag flag, Terminal terminal, String variable) {
        String given = arguments.value(flag);
        String named = given == null ? terminal.variable(variable) : given;
        return named == null || named.isEmpty() ? null : named;
    }

    private static void checkProfile(String profile, List<ConfigFile> files) {
        Set<String> known = new TreeSet<>();
        for (ConfigFile file : files) {
            known.addAll(file.profiles());
        }
        if (known.contains(profile)) {
            return;
        }
        if (files.isEmpty()) {
            throw ToolException.notFound("no profile '" + profile + "': there is no incant.toml");
        }
        List<String> names = files.stream().map(file -> file.path().toString()).toList();
        throw ToolException.notFound("no profile '" + profile + "' in " + String.join(" or ", names)
                + (known.isEmpty() ? "" : "; there are " + String.join(", ", known)));
    }

    /// The files in force, the one that wins first.
    private static List<File> found(Arguments arguments, Terminal terminal) {
        String named = named(arguments, Flag.CONFIG, terminal, "INCANT_CONFIG");
        if (named != null) {
            File file = terminal.directory().resolve(named).toFile();
            if (!file.isFile()) {
                throw ToolException.notFound("no configuration file " + named);
            }
            return List.of(file);
        }
        List<File> found = new ArrayList<>(2);
        File user = userFile(terminal);
        if (user != null && user.isFile()) {
            found.add(user);
        }
        File project = projectFile(terminal.directory());
        if (project != null && !project.equals(user)) {
            found.add(project);
        }
        return found;
    }

    /// The nearest `incant.toml` from a folder upward, or null.
    static @Nullable File projectFile(Path directory) {
        for (File folder = directory.toFile(); folder != null; folder = folder.getParentFile()) {
            File file = new File(folder, "incant.toml");
            if (file.isFile()) {
                return file;
            }
        }
        return null;
    }

    /// Where the user's own file is or would be; null when the environment names no home.
    static @Nullable File userFile(Terminal terminal) {
        String base = terminal.variable("XDG_CONFIG_HOME");
        if (base != null && base.startsWith("/")) {
            return new File(base, "incant/incant.toml");
        }
        String home = terminal.variable("HOME");
        return home == null || !home.startsWith("/") ? null : new File(home, ".config/incant/incant.toml");
    }

    private static void checkVariable(String name) {
        List<String> known = new ArrayList<>(OTHER_VARIABLES);
        for (Flag flag : Flag.settable()) {
            known.add(flag.variable());
        }
        if (!known.contains(name)) {
            throw ToolException.invalidParams(
                    "unknown setting: the variable " + name + " means nothing" + Nearest.hint(name, known));
        }
    }

    /// What a flag is set to by the one who wins, or null.
    @Nullable Setting find(Flag flag) {
        List<String> given = arguments.values(flag);
        if (given != null) {
            return new Setting(given, "--".concat(flag.word()));
        }
        Setting variable = variable(flag);
        if (variable != null) {
            return variable;
        }
        String chosen = profile;
        if (chosen != null) {
            for (ConfigFile file : files) {
                Setting setting = file.find(flag, chosen);
                if (setting != null) {
                    return setting;
                }
            }
        }
        for (ConfigFile file : files) {
            Setting setting = file.find(flag);
            if (setting != null) {
                return setting;
            }
        }
        return null;
    }

    private @Nullable Setting variable(Flag flag) {
        String name = variables ? flag.variable() : null;
        if (name == null) {
            return null;
        }
        String value = terminal.variable(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        return new Setting(
                switch (flag.kind()) {
                    case VALUE, EACH -> List.of(value);
                    case SWITCH -> switched(name, value);
                    case NAMES -> value.equals("true") ? List.of(EVERYTHING) : Arguments.names(value);
                },
                name);
    }

    private static List<String> switched(String name, String value) {
        return switch (value) {
            case "true", "1" -> List.of("true");
            case "false", "0" -> List.of("false");
            default -> throw ToolException.invalidParams(name + " must be true or false, not '" + value + "'");
        };
    }

    /// The one value of a flag, or null.
    @Nullable String value(Flag flag) {
        Setting setting = find(flag);
        return setting == null ? null : setting.values().getFirst();
    }

    /// Whether a switch is on.
    boolean on(Flag flag) {
        return "true".equals(value(flag));
    }

    /// Everything that any source says of a flag, for those where all hold together.
    List<String> all(Flag flag) {
        List<String> all = new ArrayList<>(0);
        List<String> given = arguments.values(flag);
        if (given != null) {
            all.addAll(given);
        }
        Setting variable = variable(flag);
        if (variable != null) {
            all.addAll(variable.values());
        }
        String chosen = profile;
        for (ConfigFile file : files) {
            Setting setting = chosen == null ? null : file.find(flag, chosen);
            if (setting != null) {
                all.addAll(setting.values());
            }
            Setting always = file.find(flag);
            if (always != null) {
                all.addAll(always.values());
            }
        }
        return all;
    }

    /// Whether nothing at all is set.
    boolean nothing() {
        return !variables && files.isEmpty() && arguments.noFlags();
    }

    /// The files that were read, the one that wins first.
    List<ConfigFile> files() {
        return files;
    }

    /// An error in a value, with where it was set.
    ToolException wrong(Flag flag, String problem) {
        Setting setting = find(flag);
        return ToolException.invalidParams((setting == null ? "--" + flag.word() : setting.source()) + " " + problem);
    }

    /// The form of output that is asked for.
    Form form() {
        String given = value(Flag.OUTPUT);
        if (given == null) {
            return Form.TEXT;
        }
        Form form = Form.of(given);
        if (form == null) {
            throw wrong(
                    Flag.OUTPUT,
                    "must be text, json or jsonl, not '" + given + "'"
                            + Nearest.hint(given, List.of("text", "json", "jsonl")));
        }
        return form;
    }
}

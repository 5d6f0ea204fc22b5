package dev.incant.cli;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command line taken apart: words, flags, and what follows `--`. A word that begins with `-` is a flag only if a
/// letter or another dash follows and no space is in it, so that `-2 + 3` and `-` are words.
final class Arguments {
    /// A flag that is none, or is said wrongly; told once the command is known.
    private record Wrong(String message, String name, boolean unknown) {}

    /// The detail of an error that names the command's help.
    static final String HELP = "help";

    private final List<String> words = new ArrayList<>();
    private final List<Flag> flags = new ArrayList<>(4);
    private final List<List<String>> values = new ArrayList<>(4);
    private final List<Wrong> wrong = new ArrayList<>(0);
    private List<String> rest = List.of();

    private Arguments() {}

    static Arguments of(List<String> line) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < line.size(); i++) {
            String word = line.get(i);
            if (word.equals("--")) {
                arguments.rest = line.subList(i + 1, line.size());
                break;
            }
            i += isFlag(word)
                    ? arguments.flag(word, i + 1 < line.size() ? line.get(i + 1) : null)
                    : arguments.word(word);
        }
        return arguments;
    }

    private static boolean isFlag(String word) {
        if (word.length() < 2 || word.charAt(0) != '-') {
            return false;
        }
        int at = word.charAt(1) == '-' ? 2 : 1;
        if (at == word.length() || !letter(word.charAt(at))) {
            return false;
        }
        int equals = word.indexOf('=');
        return word.lastIndexOf(' ', equals < 0 ? word.length() : equals) < 0;
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private int word(String word) {
        words.add(word);
        return 0;
    }

    /// Takes a flag; returns how many of the words that follow belong to it.
    private int flag(String word, @Nullable String next) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        String value = equals < 0 ? null : word.substring(equals + 1);
        Flag flag = find(name);
        if (flag == null) {
            wrong.add(new Wrong("unknown option " + name, name, true));
            return 0;
        }
        switch (flag.kind()) {
            case SWITCH -> {
                if (value != null) {
                    wrong.add(new Wrong(name + " takes no value", name, false));
                }
                add(flag, List.of("true"));
                return 0;
            }
            case NAMES -> {
                add(flag, value == null ? List.of(Settings.EVERYTHING) : names(value));
                return 0;
            }
            case VALUE, EACH -> {
                if (value == null && next == null) {
                    wrong.add(new Wrong(name + " needs a value: " + flag.shown(), name, false));
                    return 0;
                }
                add(flag, List.of(value == null ? String.valueOf(next) : value));
                return value == null ? 1 : 0;
            }
        }
        return 0;
    }

    private static @Nullable Flag find(String name) {
        return switch (name) {
            case "-h" -> Flag.HELP;
            case "-A" -> Flag.ALLOW_ALL;
            case "-o" -> Flag.OUTPUT;
            default -> name.startsWith("--") ? Flag.of(name.substring(2)) : null;
        };
    }

    /// The parts between commas, empty ones left out.
    static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            if (to > from) {
                names.add(text.substring(from, to));
            }
            from = to + 1;
        }
        return names;
    }

    private void add(Flag flag, List<String> given) {
        int index = flags.indexOf(flag);
        if (index < 0) {
            flags.add(flag);
            values.add(given);
        } else if (flag.kind() == Flag.Kind.NAMES || flag.kind() == Flag.Kind.EACH) {
            List<String> more = new ArrayList<>(values.get(index));
            more.addAll(given);
            values.set(index, more);
        } else {
            values.set(index, given);
        }
    }

    /// The words, with the command's own.
    List<String> words() {
        return words;
    }

    /// What follows `--`, as it is.
    List<String> rest() {
        return rest;
    }

    /// The values of a flag, null when it is not given.
    @Nullable List<String> values(Flag flag) {
        int index = flags.indexOf(flag);
        return index < 0 ? null : values.get(index);
    }

    /// The value of a flag that is no setting, null when it is not given.
    @Nullable String value(Flag flag) {
        List<String> given = values(flag);
        return given == null ? null : given.getFirst();
    }

    /// Whether no flag is given.
    boolean noFlags() {
        return flags.isEmpty();
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /// Refuses flags that the command does not take.
    ///
    /// @throws ToolException `invalid_params` with all problems and the nearest names
    void check(Command command) {
        List<String> problems = new ArrayList<>(0);
        for (Wrong each : wrong) {
            problems.add(each.unknown() ? each.message() + Nearest.hint(each.name(), names(command)) : each.message());
        }
        for (Flag flag : flags) {
            if (!takes(command, flag)) {
                problems.add("'incant " + command.name() + "' takes no --" + flag.word());
            }
        }
        if (!problems.isEmpty()) {
            throw usage(String.join("; ", problems), command);
        }
    }

    /// An error in the way a command was written, with a pointer to its help.
    static ToolException usage(String message, Command command) {
        return ToolException.invalidParams(message)
                .with(HELP, "incant ".concat(command.name()).concat(" --help"));
    }

    private static boolean takes(Command command, Flag flag) {
        for (Flag each : Flag.COMMON) {
            if (each == flag) {
                return true;
            }
        }
        for (Flag each : command.flags()) {
            if (each == flag) {
                return true;
            }
        }
        return false;
    }

    private static List<String> names(Command command) {
        List<String> names = new ArrayList<>();
        for (Flag flag : Flag.COMMON) {
            names.add("--" + flag.word());
        }
        for (Flag flag : command.flags()) {
            names.add("--" + flag.word());
        }
        return names;
    }
}

package dev.incant.cli;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `incant config show`.
final class ConfigShow implements Command {
    @Override
    public String name() {
        return "config show";
    }

    @Override
    public Flag[] flags() {
        Flag[] flags = new Flag[Flag.SESSION.length + 1];
        System.arraycopy(Flag.SESSION, 0, flags, 0, Flag.SESSION.length);
        flags[flags.length - 1] = Flag.STRICT;
        return flags;
    }

    @Override
    public Help help() {
        return Help.of(
                "[KEY…]",
                "Show what is set, and which file, variable or flag says so.",
                "Later wins: the nearest incant.toml, the user's, the profile, variables INCANT_…, flags. Denials of all hold together.",
                new Help.Example("incant config show", "shows every setting"),
                new Help.Example("incant config show limits.timeout --timeout 5s", "shows one, as this flag sets it"));
    }

    @Override
    public int run(Invocation invocation) {
        Settings settings = invocation.settings();
        // Mistakes in values are told here as they would be by a command that uses them.
        Bounds.grants(settings);
        Limits limits = Bounds.limits(settings);
        List<Flag> flags = asked(invocation);
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        Table table = new Table(invocation.terminal().colours(), List.of("KEY", "VALUE", "SET BY"));
        for (Flag flag : flags) {
            Settings.Setting setting = settings.find(flag);
            Object value = setting == null ? standard(flag, limits) : value(flag, setting.values());
            String source = setting == null ? "default" : setting.source();
            shown.put(String.valueOf(flag.key()), Values.map("value", value, "source", source));
            table.row(List.of(String.valueOf(flag.key()), text(value), source));
        }
        if (invocation.settings().form() == Form.TEXT) {
            StringBuilder text = new StringBuilder();
            table.appendTo(text);
            invocation.terminal().out().print(text.toString());
        } else {
            new Report(invocation.terminal(), Form.JSON).document(shown);
        }
        return 0;
    }

    private List<Flag> asked(Invocation invocation) {
        if (invocation.words().isEmpty()) {
            return Flag.settable();
        }
        return invocation.words().stream().map(this::named).toList();
    }

    private Flag named(String key) {
        Flag flag = Flag.ofKey(key);
        if (flag == null) {
            List<String> keys = Flag.settable().stream()
                    .map(each -> String.valueOf(each.key()))
                    .toList();
            throw Arguments.usage("unknown key '" + key + "'" + Nearest.hint(key, keys), this);
        }
        return flag;
    }

    private static @Nullable Object value(Flag flag, List<String> values) {
        return switch (flag.kind()) {
            case SWITCH -> values.getFirst().equals("true");
            case VALUE, EACH -> values.getFirst();
            case NAMES -> values.contains(Settings.EVERYTHING) ? (Object) true : List.copyOf(values);
        };
    }

    private static @Nullable Object standard(Flag flag, Limits limits) {
        return switch (flag) {
            case OUTPUT -> "text";
            case TIMEOUT -> limits.timeout().toSeconds() + "s";
            case MEMORY -> (limits.memory() >> 20) + "m";
            case STEPS -> "unlimited";
            case MAX_OUTPUT -> (limits.output() >> 20) + "m";
            case MAX_CALLS -> Long.toString(limits.calls());
            case MAX_FILE_SIZE -> (limits.fileSize() >> 20) + "m";
            case MAX_BODY_SIZE -> (limits.bodySize() >> 20) + "m";
            default -> flag.kind() == Flag.Kind.NAMES ? (Object) List.of() : false;
        };
    }

    private static String text(@Nullable Object value) {
        if (value instanceof List<?> names) {
            return names.isEmpty() ? "nothing" : TextView.cell(names);
        }
        return String.valueOf(value);
    }
}

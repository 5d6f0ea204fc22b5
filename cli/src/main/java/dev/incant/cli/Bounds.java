package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the settings grant, and what they limit.
final class Bounds {
    private static final Permission[] PERMISSIONS = Permission.values();

    private Bounds() {}

    /// What flags, variables and files grant. A `deny` of any of them holds.
    static Grants grants(Settings settings) {
        if (settings.nothing()) {
            return Grants.NONE;
        }
        Grants grants = settings.on(Flag.ALLOW_ALL) ? Grants.ALL : Grants.NONE;
        for (Permission permission : PERMISSIONS) {
            Rules rules = grants.rules(permission);
            Rules changed = denied(settings, permission, allowed(settings, permission, rules));
            if (changed != rules) {
                grants = grants.with(permission, changed);
            }
        }
        return grants;
    }

    private static Rules allowed(Settings settings, Permission permission, Rules rules) {
        Flag flag = Flag.allowing(permission);
        Settings.Setting allowed = settings.find(flag);
        if (allowed == null) {
            return rules;
        }
        Rules more = rules;
        for (String name : allowed.values()) {
            if (flag.kind() == Flag.Kind.SWITCH) {
                more = name.equals("true") ? more.allowAll() : more;
            } else {
                more = name.equals(Settings.EVERYTHING) ? more.allowAll() : more.allow(name);
            }
        }
        return more;
    }

    private static Rules denied(Settings settings, Permission permission, Rules rules) {
        Flag flag = Flag.denying(permission);
        Rules less = rules;
        for (String name : settings.all(flag)) {
            if (flag.kind() == Flag.Kind.SWITCH) {
                less = name.equals("true") ? less.denyAll() : less;
            } else {
                less = name.equals(Settings.EVERYTHING) ? less.denyAll() : less.deny(name);
            }
        }
        return less;
    }

    /// The generous limits with what the settings say.
    static Limits limits(Settings settings) {
        return limits(settings, Limits.GENEROUS);
    }

    /// Some limits with what the settings say.
    static Limits limits(Settings settings, Limits otherwise) {
        Limits limits = otherwise;
        if (settings.nothing()) {
            return limits;
        }
        Duration timeout = timeout(settings);
        if (timeout != null) {
            limits = limits.withTimeout(timeout);
        }
        if (settings.value(Flag.MEMORY) != null) {
            limits = limits.withMemory(size(settings, Flag.MEMORY));
        }
        if (settings.value(Flag.STEPS) != null) {
            limits = limits.withSteps(count(settings, Flag.STEPS, Long.MAX_VALUE));
        }
        if (settings.value(Flag.MAX_OUTPUT) != null) {
            limits = limits.withOutput(size(settings, Flag.MAX_OUTPUT));
        }
        if (settings.value(Flag.MAX_CALLS) != null) {
            limits = limits.withCalls((int) count(settings, Flag.MAX_CALLS, Integer.MAX_VALUE));
        }
        if (settings.value(Flag.MAX_FILE_SIZE) != null) {
            limits = limits.withFileSize(size(settings, Flag.MAX_FILE_SIZE));
        }
        if (settings.value(Flag.MAX_BODY_SIZE) != null) {
            limits = limits.withBodySize(size(settings, Flag.MAX_BODY_SIZE));
        }
        return limits;
    }

    /// The time that is asked for, null when none is.
    static @Nullable Duration timeout(Settings settings) {
        return time(settings, Flag.TIMEOUT);
    }

    /// The time that a flag names, null when it is not given.
    static @Nullable Duration time(Settings settings, Flag flag) {
        String text = settings.value(flag);
        if (text == null) {
            return null;
        }
        int digits = digits(text);
        long number = digits == 0 || digits > 9 ? -1 : Long.parseLong(text.substring(0, digits));
        long millis = switch (text.substring(digits)) {
            case "ms" -> number;
            case "s", "" -> number * 1000;
            case "m" -> number * 60_000;
            case "h" -> number * 3_600_000;
            default -> -1;
        };
        if (millis <= 0) {
            throw settings.wrong(flag, "must be a time such as 500ms, 5s, 2m or 1h, not '" + text + "'");
        }
        return Duration.ofMillis(millis);
    }

    private static long size(Settings settings, Flag flag) {
        String text = String.valueOf(settings.value(flag));
        int digits = digits(text);
        long number = digits == 0 || digits > 12 ? -1 : Long.parseLong(text.substring(0, digits));
        int shift = switch (text.substring(digits)) {
            case "", "b", "B" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> -1;
        };
        if (number <= 0 || shift < 0 || number > Long.MAX_VALUE >> shift) {
            throw settings.wrong(flag, "must be a size such as 4096, 64k, 64m or 1g, not '" + text + "'");
        }
        return number << shift;
    }

    private static long count(Settings settings, Flag flag, long most) {
        String text = String.valueOf(settings.value(flag));
        int digits = digits(text);
        long number = digits == 0 || digits > 18 || digits < text.length() ? -1 : Long.parseLong(text);
        if (number <= 0 || number > most) {
            throw settings.wrong(flag, "must be a positive whole number, not '" + text + "'");
        }
        return number;
    }

    private static int digits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    /// A positive number that a flag of a command gives.
    static int limit(Arguments arguments, int otherwise, Command command) {
        String text = arguments.value(Flag.LIMIT);
        if (text == null) {
            return otherwise;
        }
        int digits = digits(text);
        if (digits == 0 || digits > 6 || digits < text.length() || Integer.parseInt(text) == 0) {
            throw Arguments.usage("--limit must be a positive whole number, not '" + text + "'", command);
        }
        return Integer.parseInt(text);
    }
}

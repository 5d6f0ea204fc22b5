package dev.incant.lua;

import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;

/// The `os` library (Lua 5.4 manual, §6.9). What it reaches is the state's [LuaHost].
@NullUnmarked // raw protocol: null is nil
final class OsLib extends Builtin {
    private static final int CLOCK = 0;
    private static final int DATE = 1;
    private static final int DIFFTIME = 2;
    private static final int EXECUTE = 3;
    private static final int EXIT = 4;
    private static final int GETENV = 5;
    private static final int REMOVE = 6;
    private static final int RENAME = 7;
    private static final int SETLOCALE = 8;
    private static final int TIME = 9;
    private static final int TMPNAME = 10;

    private static final String NAMES = "clock date difftime execute exit getenv remove rename setlocale time tmpname";

    private OsLib(LuaString name, int op) {
        super("os.", name, op);
    }

    static void open(Table lib) {
        LuaString[] names = LuaString.names(NAMES);
        for (int op = 0; op < names.length; op++) {
            lib.add(names[op], new OsLib(names[op], op));
        }
    }

    @Override
    Object invoke(Frame f) {
        return switch (op) {
            case CLOCK -> f.give(f.state.host.cpuSeconds());
            case DATE -> date(f);
            case DIFFTIME -> f.give((double) f.integer(1) - (double) f.integer(2));
            case EXECUTE -> execute(f);
            case EXIT -> exit(f);
            case GETENV -> getenv(f);
            case REMOVE -> remove(f);
            case RENAME -> rename(f);
            case SETLOCALE -> setLocale(f);
            case TIME -> time(f);
            case TMPNAME -> temporaryName(f);
            default -> throw new AssertionError(op);
        };
    }

    // ---- the system

    private static Object execute(Frame f) {
        if (f.isNoneOrNil(1)) {
            return f.give(f.state.host.hasShell());
        }
        String command = f.string(1).toString();
        try {
            return Results.ofProcess(f, f.state.host.execute(command));
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    private static Object exit(Frame f) {
        int code;
        if (f.argc > 0 && f.s[0] instanceof Boolean success) {
            code = success ? 0 : 1;
        } else {
            code = (int) f.integer(1, 0);
        }
        f.state.host.exit(code, f.truth(2));
        throw f.error("'exit' is not available");
    }

    private static Object getenv(Frame f) {
        String value = f.state.host.environment(f.string(1).toString());
        return value == null ? null : f.state.string(LuaString.of(value));
    }

    private static Object remove(Frame f) {
        String name = f.string(1).toString();
        try {
            f.state.host.remove(name);
            return Boolean.TRUE;
        } catch (IOException e) {
            return Results.failure(f, name, e);
        }
    }

    private static Object rename(Frame f) {
        String from = f.string(1).toString();
        String to = f.string(2).toString();
        try {
            f.state.host.rename(from, to);
            return Boolean.TRUE;
        } catch (IOException e) {
            return Results.failure(f, null, e);
        }
    }

    private static Object temporaryName(Frame f) {
        try {
            return f.state.string(LuaString.of(f.state.host.temporaryName()));
        } catch (IOException _) {
            throw f.error("unable to generate a unique filename");
        }
    }

    /// There is one locale, under the names that C has for it and for the native one.
    private static Object setLocale(Frame f) {
        LuaString locale = f.string(1, null);
        f.option(2, "all", "all", "collate", "ctype", "monetary", "numeric", "time");
        if (locale == null) {
            return LuaString.constant("C");
        }
        return switch (locale.toLatin1()) {
            case "", "C", "POSIX" -> LuaString.constant("C");
            default -> null;
        };
    }

    // ---- dates

    private static Object date(Frame f) {
        byte[] format = f.isNoneOrNil(1) ? new byte[] {'%', 'c'} : f.string(1).bytes;
        long time = f.isNoneOrNil(2) ? f.state.host.time() : f.integer(2);
        boolean universal = format.length > 0 && format[0] == '!';
        int start = universal ? 1 : 0;
        Zone zone = universal ? Zone.GMT : localZone(f);
        BrokenDownTime t = BrokenDownTime.at(time, zone);
        if (t == null) {
            throw f.error("date result cannot be represented in this installation");
        }
        if (format.length >= start + 2
                && format[start] == '*'
                && format[start + 1] == 't'
                && (format.length == start + 2 || format[start + 2] == 0)) {
            Table fields = new Table(f.state.heap, 0, 9);
            setAll(f, fields, t);
            return fields;
        }
        return formatted(f, format, start, t);
    }

    private static Zone localZone(Frame f) {
        return Zone.of(f.state.host.timeZone());
    }

    private static Object formatted(Frame f, byte[] format, int start, BrokenDownTime t) {
        ByteBuilder out = new ByteBuilder(f, format.length + 32);
        int i = start;
        int steps = 0;
        while (i < format.length) {
            if ((++steps & 1023) == 0) {
                f.state.tick(1024);
            }
            byte b = format[i++];
            if (b != '%') {
                out.add(b);
                continue;
            }
            int length = Strftime.conversionLength(format, i);
            if (length == 0) {
                String rest = LuaString.copy(format, i, format.length).toLatin1();
                int zero = rest.indexOf('\0');
                throw f.argError(
                        1, "invalid conversion specifier '%" + (zero < 0 ? rest : rest.substring(0, zero)) + "'");
            }
            i += length;
            Strftime.format(t, format[i - 1], out);
        }
        return out.toLuaString();
    }

    private static Object time(Frame f) {
        if (f.isNoneOrNil(1)) {
            return f.give(f.state.host.time());
        }
        Table fields = f.table(1);
        long year = field(f, fields, "year", -1, 1900) + 1900;
        long month = field(f, fields, "month", -1, 1) + 1;
        long day = field(f, fields, "day", -1, 0);
        long hour = field(f, fields, "hour", 12, 0);
        long minute = field(f, fields, "min", 0, 0);
        long second = field(f, fields, "sec", 0, 0);
        Object isdst = Access.get(f, fields, LuaString.constant("isdst"));
        int daylight = isdst == null ? -1 : isdst == Boolean.FALSE ? 0 : 1;

        Zone zone = localZone(f);
        long time = zone.toEpochSecond(BrokenDownTime.seconds(year, month, day, hour, minute, second), daylight);
        BrokenDownTime t = BrokenDownTime.at(time, zone);
        // -1 is how C's mktime reports an error, so PUC cannot tell the last second of 1969 from one.
        if (t == null || time == -1) {
            throw f.error("time result cannot be represented in this installation");
        }
        setAll(f, fields, t);
        return f.give(time);
    }

    /// A field of a date table less `delta`, within C's `int`.
    private static long field(Frame f, Table fields, String name, long otherwise, int delta) {
        Object value = Access.get(f, fields, LuaString.constant(name));
        Object number = value instanceof LuaString s ? Numbers.parse(f.state, s) : value;
        long result;
        if (number instanceof Long l) {
            result = l;
        } else if (number instanceof Double d && Numbers.hasInteger(d)) {
            result = (long) (double) d;
        } else if (value != null) {
            throw f.error("field '" + name + "' is not an integer");
        } else if (otherwise < 0) {
            throw f.error("field '" + name + "' missing in date table");
        } else {
            return otherwise;
        }
        if (result >= 0 ? result - delta > Integer.MAX_VALUE : result < Integer.MIN_VALUE + delta) {
            throw f.error("field '" + name + "' is out-of-bound");
        }
        return result - delta;
    }

    private static void setAll(Frame f, Table fields, BrokenDownTime t) {
        set(f, fields, "year", t.year);
        set(f, fields, "month", t.month);
        set(f, fields, "day", t.day);
        set(f, fields, "hour", t.hour);
        set(f, fields, "min", t.minute);
        set(f, fields, "sec", t.second);
        set(f, fields, "yday", t.yearDay);
        set(f, fields, "wday", t.weekDay);
        Access.set(f, fields, LuaString.constant("isdst"), t.daylight);
    }

    private static void set(Frame f, Table fields, String name, long value) {
        Access.set(f, fields, LuaString.constant(name), value);
    }
}

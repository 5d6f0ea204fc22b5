package dev.incant.script;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import dev.incant.lua.LuaError;
import dev.incant.lua.LuaStopped;
import dev.incant.lua.LuaString;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What ended a script, as the kernel hears of it: the error, with the place in the script and Lua's traceback.
final class Failures {
    private static final String END = "<eof>";
    private static final String NO_MEMORY = "not enough memory";
    private static final String HEADER = "stack traceback:";

    private final Bridge bridge;
    private final Run run;

    Failures(Bridge bridge, Run run) {
        this.bridge = bridge;
        this.run = run;
    }

    /// A place that Lua told of.
    ///
    /// @param shown the chunk's name as Lua shows it
    private record Place(String shown, int line) {}

    ToolException of(LuaStopped stopped) {
        ToolException why = run.stopped();
        if (why != null) {
            return why;
        }
        return switch (stopped.reason()) {
            case STEPS ->
                limit(
                        "the script used more than " + bridge.host.limits().steps() + " steps; --steps allows more",
                        bridge.host.limits().steps());
            case MEMORY -> memory();
            case INTERRUPTED, DEADLINE, EXIT -> Run.interrupted();
        };
    }

    private ToolException memory() {
        long limit = bridge.host.limits().memory();
        return limit("the script used more than " + size(limit) + "; --memory allows more", limit);
    }

    private static ToolException limit(String message, long limit) {
        return ToolException.limitExceeded(message).with("limit", limit);
    }

    private static String size(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % 1024 == 0 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }

    ToolException of(LuaError error) {
        ToolException why = run.stopped();
        if (why != null) {
            return why;
        }
        Object value = error.value();
        String traceback = error.traceback();
        ToolException raised =
                value instanceof LuaString text && text.toString().equals(NO_MEMORY)
                        ? memory()
                        : bridge.errors.error(value);
        Place place = value instanceof LuaString ? inFront(raised.message()) : null;
        if (place == null && traceback != null) {
            place = first(traceback);
        }
        Map<String, @Nullable Object> details = new LinkedHashMap<>(raised.details());
        if (place != null) {
            Sources.Source source = bridge.sources.find(place.shown());
            details.putIfAbsent("file", source == null ? place.shown() : source.file());
            details.putIfAbsent("line", (long) place.line());
            String line = source == null ? null : source.line(place.line());
            if (line != null) {
                details.putIfAbsent("source", line);
                long column = column(raised.message(), line);
                if (column > 0) {
                    details.putIfAbsent("column", column);
                }
            }
        }
        if (traceback != null) {
            details.putIfAbsent("traceback", shown(traceback));
        }
        return new ToolException(raised.code(), raised.message(), details, null);
    }

    /// `name:line:` at the beginning of a message, if the name is one of ours.
    private @Nullable Place inFront(String message) {
        int colon = message.indexOf(':');
        while (colon > 0) {
            Place place = place(message, colon);
            if (place != null && bridge.sources.find(place.shown()) != null) {
                return place;
            }
            colon = message.indexOf(':', colon + 1);
        }
        return null;
    }

    private static @Nullable Place place(String text, int colon) {
        int end = colon + 1;
        while (end < text.length() && end - colon < 10 && Character.isDigit(text.charAt(end))) {
            end++;
        }
        if (end == colon + 1 || end == text.length() || text.charAt(end) != ':') {
            return null;
        }
        return new Place(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1, end)));
    }

    /// The innermost place of a script in a traceback.
    private @Nullable Place first(String traceback) {
        for (String line : traceback.split("\n", -1)) {
            String frame = line.strip();
            if (!frame.startsWith("[C]")) {
                Place place = inFront(frame);
                if (place != null) {
                    return place;
                }
            }
        }
        return null;
    }

    /// The traceback without its title and without our own call at its end.
    private static String shown(String traceback) {
        String lines = traceback.startsWith(HEADER)
                ? traceback.substring(HEADER.length()).strip()
                : traceback;
        int last = lines.lastIndexOf('\n');
        if (last >= 0 && lines.substring(last).strip().equals("[C]: in ?")) {
            lines = lines.substring(0, last);
        }
        return lines.replace("\t", "");
    }

    /// Where in the line the name stands that a message ends with, from 1: `(local 'x')`; 0 when it is not there
    /// once.
    private static long column(String message, String line) {
        int end = message.lastIndexOf("')");
        int from = end < 0 ? -1 : message.lastIndexOf(" '", end);
        if (from < 0) {
            return 0;
        }
        String name = message.substring(from + 2, end);
        int at = word(line, name, 0);
        return at >= 0 && word(line, name, at + 1) < 0 ? at + 1L : 0;
    }

    private static int word(String line, String name, int from) {
        int at = name.isEmpty() ? -1 : line.indexOf(name, from);
        while (at >= 0) {
            int end = at + name.length();
            boolean whole = (at == 0 || !Character.isJavaIdentifierPart(line.charAt(at - 1)))
                    && (end == line.length() || !Character.isJavaIdentifierPart(line.charAt(end)));
            if (whole) {
                return at;
            }
            at = line.indexOf(name, at + 1);
        }
        return -1;
    }

    // ---- texts that are no Lua

    /// Whether a text is only unfinished.
    static boolean incomplete(LuaError syntax) {
        return String.valueOf(syntax.getMessage()).endsWith(END);
    }

    /// The error of a script that is no Lua, with line and what stands there.
    static ToolException syntax(LuaError error, String code, String chunkName) {
        String message = String.valueOf(error.getMessage());
        String file = chunkName.substring(1);
        Map<String, @Nullable Object> details = Values.map("file", file);
        for (int colon = message.indexOf(':'); colon > 0; colon = message.indexOf(':', colon + 1)) {
            Place place = place(message, colon);
            if (place != null) {
                details.put("line", (long) place.line());
                String line = new Sources.Source(file, code).line(place.line());
                if (line != null) {
                    details.put("source", line);
                }
                break;
            }
        }
        int near = message.lastIndexOf(" near ");
        if (near >= 0) {
            String token = message.substring(near + 6);
            boolean quoted = token.length() >= 2 && token.startsWith("'") && token.endsWith("'");
            details.put("near", quoted ? token.substring(1, token.length() - 1) : token);
        }
        return new ToolException(ErrorCode.INVALID_PARAMS, message, details, null);
    }
}

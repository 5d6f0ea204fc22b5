package dev.incant.tools.data;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the JSON value that a call is about.
///
/// `input` is the value itself. Only a string is ambiguous, since callers often hold JSON as text: a string that is
/// JSON text is read as such, and one that begins with `{` or `[` has to be. Any other string is taken as it is.
public final class JsonInput {
    private JsonInput() {}

    /// The value of exactly one of `input`, `text` and `input_file`.
    static @Nullable Object of(Args args, ToolContext context) {
        int given = (args.given("input") ? 1 : 0) + (args.given("text") ? 1 : 0) + (args.given("input_file") ? 1 : 0);
        if (given != 1) {
            throw ToolException.invalidParams(
                    given == 0
                            ? "give the value as input, as JSON text in text, or the path of a file in input_file"
                            : "give only one of input, text and input_file");
        }
        if (args.given("text")) {
            return plain(parsed("text", args.string("text"), context), context);
        }
        return args.given("input_file")
                ? plain(file("input_file", args, context), context)
                : value("input", args.value("input"), context);
    }

    /// The value of a parameter, or of the file that a second one names.
    static @Nullable Object of(String parameter, String fileParameter, Args args, ToolContext context) {
        if (args.given(parameter) == args.given(fileParameter)) {
            throw ToolException.invalidParams("give one of " + parameter + " and " + fileParameter);
        }
        return args.given(parameter)
                ? value(parameter, args.value(parameter), context)
                : plain(file(fileParameter, args, context), context);
    }

    private static @Nullable Object file(String parameter, Args args, ToolContext context) {
        try {
            return Json.parse(context.files().read(args.string(parameter)), context::checkCancelled);
        } catch (ToolException e) {
            throw e.details().containsKey("line") ? named(parameter + " " + args.string(parameter), e) : e;
        }
    }

    /// A value, or the value that a string is the JSON text of.
    static @Nullable Object value(String parameter, @Nullable Object given, ToolContext context) {
        if (!(given instanceof String text)) {
            return plain(given, context);
        }
        String begin = text.stripLeading();
        if (begin.startsWith("{") || begin.startsWith("[")) {
            return plain(parsed(parameter, text, context), context);
        }
        boolean likely = !begin.isEmpty() && "\"-0123456789tfn".indexOf(begin.charAt(0)) >= 0;
        if (likely) {
            try {
                return Json.parse(text, context::checkCancelled);
            } catch (ToolException e) {
                context.checkCancelled();
                return text;
            }
        }
        return text;
    }

    static @Nullable Object parsed(String parameter, String text, ToolContext context) {
        try {
            return Json.parse(text, context::checkCancelled);
        } catch (ToolException e) {
            context.checkCancelled();
            throw named(parameter, e);
        }
    }

    private static ToolException named(String parameter, ToolException e) {
        return new ToolException(e.code(), parameter + ": " + e.message(), e.details(), null);
    }

    /// Bytes, which JSON does not have, as the map that stands for them.
    public static @Nullable Object plain(@Nullable Object value, ToolContext context) {
        if (!hasBytes(value, context)) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return new LinkedHashMap<>(Map.of("$bytes", Base64.getEncoder().encodeToString(bytes)));
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new java.util.ArrayList<>();
            list.forEach(item -> copy.add(plain(item, context)));
            return copy;
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, item) -> copy.put((String) name, plain(item, context)));
        }
        return copy;
    }

    private static boolean hasBytes(@Nullable Object value, ToolContext context) {
        if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
            return value instanceof byte[];
        }
        for (Object item : value instanceof Map<?, ?> map ? map.values() : (List<?>) value) {
            context.checkCancelled();
            if (hasBytes(item, context)) {
                return true;
            }
        }
        return false;
    }
}

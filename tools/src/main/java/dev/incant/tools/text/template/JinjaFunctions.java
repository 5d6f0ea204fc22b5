package dev.incant.tools.text.template;

import dev.incant.kernel.error.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The global functions of Jinja and Tera that touch nothing outside.
final class JinjaFunctions {
    private static final List<String> NAMES = List.of("range", "now", "throw", "get_random", "dict");

    private JinjaFunctions() {}

    static boolean has(String name) {
        return NAMES.contains(name);
    }

    static @Nullable Object call(String name, JinjaArgs args) {
        switch (name) {
            case "range":
                return range(args);
            case "now":
                return args.flag(-1, false, "timestamp")
                        ? (Object) args.budget().context().clock().instant().getEpochSecond()
                        : args.budget().context().clock().instant().toString();
            case "throw":
                throw TemplateValues.failed(args.line(), args.text(0, "thrown", "message"));
            case "get_random":
                long end = args.number(-1, 0, "end");
                long start = args.number(-1, 0, "start");
                if (end <= start) {
                    throw args.failed("end must be more than start");
                }
                return args.budget().context().random().nextLong(start, end);
            case "dict":
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                args.given().names().forEach((key, value) -> map.put(key, value.of(args.scope())));
                return map;
            case "get_env":
                throw TemplateValues.problem(args.line(), "get_env is not available: a template sees no environment");
            default:
                throw TemplateValues.problem(
                        args.line(), "there is no function '" + name + "'" + Nearest.hint(name, NAMES));
        }
    }

    private static List<@Nullable Object> range(JinjaArgs args) {
        boolean two = args.given().places().size() > 1;
        long start = two ? args.number(0, 0, "start") : args.number(-1, 0, "start");
        long end = args.number(two ? 1 : 0, Long.MIN_VALUE, "end");
        long step = args.number(2, 1, "step_by");
        if (end == Long.MIN_VALUE || step == 0) {
            throw args.failed("end is missing, or step_by is 0");
        }
        List<@Nullable Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < end : i > end; i += step) {
            args.budget().step();
            args.budget().make(24);
            numbers.add(i);
        }
        return numbers;
    }
}

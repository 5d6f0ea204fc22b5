package dev.incant.tools.system;

import dev.incant.kernel.capability.Environment.Variable;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads environment variables within the session's `env` grants. Values that look secret are masked unless the
/// variable is granted by its full name. Nothing can be set: a process's environment does not change.
public final class EnvironmentReader implements Tool {
    private static final Fixture SOME = Fixture.variable("APP_HOME", "/srv/app")
            .andVariable("APP_PORT", "8080")
            .andVariable("LANG", "C");

    private static final ToolSpec SPEC = ToolSpec.of(
                    "environment_reader", Category.SYSTEM, "Read environment variables, with secrets masked.")
            .aliases("environment-reader", "env_reader")
            .tags("environment", "env", "variable", "configuration", "path", "printenv", "setting")
            .phrases(
                    "what is the value of an environment variable",
                    "list all environment variables",
                    "show variables that start with LC_",
                    "is HOME set",
                    "read a setting from the environment")
            .operation(Operation.of("get", "Read one variable.")
                    .main(Parameter.text("variable_name", "The variable's name.")
                            .alias("name")
                            .matching("[^=\\x00]+")
                            .needs(Permission.ENV))
                    .returns(
                            Schema.object(
                                    "The variable.",
                                    Field.of("variable_name", Schema.string("Its name.")),
                                    Field.of(
                                            "value",
                                            Schema.string("Its value, masked where it looks secret; null when not set.")
                                                    .orNull()),
                                    Field.of("found", Schema.bool("Whether it is set.")),
                                    Field.of("masked", Schema.bool("Whether the value was kept back."))),
                            "value")
                    .readOnly()
                    .example(Example.of("Read a variable.", Map.of("variable_name", "APP_PORT"))
                            .with(SOME)
                            .gives(Values.map(
                                    "variable_name", "APP_PORT", "value", "8080", "found", true, "masked", false)))
                    .example(Example.of("Read a variable that holds a path.", Map.of("variable_name", "APP_HOME"))
                            .with(SOME)
                            .gives(Values.map(
                                    "variable_name", "APP_HOME", "value", "/srv/app", "found", true, "masked", false)))
                    .handledBy(EnvironmentReader::get))
            .operation(Operation.of("list", "Read all variables that are granted.")
                    .returns(variables(), "variables")
                    .needs(Permission.ENV)
                    .readOnly()
                    .example(Example.of("Read all variables.", Map.of())
                            .with(SOME)
                            .gives(found("APP_HOME", "/srv/app", "APP_PORT", "8080", "LANG", "C")))
                    .example(Example.of("Read the only variable.", Map.of())
                            .with(Fixture.variable("TZ", "UTC"))
                            .gives(found("TZ", "UTC")))
                    .handledBy((args, context) -> matching(context, name -> true)))
            .operation(Operation.of("pattern", "Read the variables whose names fit a pattern.")
                    .main(Parameter.text("pattern", "The names: '*' stands for any text, '?' for one character.")
                            .atMost(1000)
                            .format("glob"))
                    .returns(variables(), "variables")
                    .needs(Permission.ENV)
                    .readOnly()
                    .example(Example.of("Read what begins with APP_.", Map.of("pattern", "APP_*"))
                            .with(SOME)
                            .gives(found("APP_HOME", "/srv/app", "APP_PORT", "8080")))
                    .example(Example.of("Read names of four letters.", Map.of("pattern", "????"))
                            .with(SOME)
                            .gives(found("LANG", "C")))
                    .handledBy((args, context) -> matching(context, name -> fits(args.string("pattern"), name))));

    private static Schema variables() {
        return Schema.object(
                "The variables.",
                Field.of("variables", Schema.map("Values by name, sorted.", Schema.string("A value."))),
                Field.of("count", Schema.integer("How many there are.")),
                Field.of("masked", Schema.list("The names of those kept back.", Schema.string("A name."))));
    }

    private static Map<String, @Nullable Object> found(String... pairs) {
        return Values.map("variables", Values.map((Object[]) pairs), "count", pairs.length / 2, "masked", List.of());
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object get(Args args, ToolContext context) {
        String name = args.string("variable_name");
        Optional<Variable> variable = context.environment().get(name);
        return Values.map(
                "variable_name",
                name,
                "value",
                variable.map(Variable::value).orElse(null),
                "found",
                variable.isPresent(),
                "masked",
                variable.map(Variable::masked).orElse(false));
    }

    private static Object matching(ToolContext context, Predicate<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<String> masked = new ArrayList<>();
        for (Variable variable : context.environment().all().values()) {
            if (wanted.test(variable.name())) {
                values.put(variable.name(), variable.value());
                if (variable.masked()) {
                    masked.add(variable.name());
                }
            }
        }
        return Values.map("variables", values, "count", values.size(), "masked", masked);
    }

    /// Whether a name fits a pattern with `*` and `?`; takes at most the product of their lengths in steps.
    private static boolean fits(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}

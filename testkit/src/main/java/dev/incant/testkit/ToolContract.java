package dev.incant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.example.ExampleStage;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every tool keeps. A tool's test class implements it and supplies the tool; each test lists all violations at
/// once.
public interface ToolContract {
    /// The tool under test.
    Tool tool();

    /// Tools that the examples call besides; none usually.
    default List<Tool> helpers() {
        return List.of();
    }

    @Test
    default void spec_says_everything_in_the_form_agreed_on() {
        ToolSpec spec = tool().spec();
        List<String> violations = new ArrayList<>();
        name(violations, "tool", spec.name());
        sentence(violations, "summary", spec.summary());
        if (spec.operations().isEmpty()) {
            violations.add("no operation");
        }
        if (spec.tags().isEmpty()) {
            violations.add("no tags");
        }
        phrases(violations, spec);
        Set<String> names = new HashSet<>();
        for (Operation operation : spec.operations()) {
            if (!names.add(operation.name())) {
                violations.add("two operations " + operation.name());
            }
            operation(violations, operation);
        }
        assertThat(violations).as(spec.name()).isEmpty();
    }

    /// The search finds a tool by them, so there are five that differ, and none only repeats what is said elsewhere.
    private static void phrases(List<String> violations, ToolSpec spec) {
        Set<String> different = new HashSet<>();
        for (String phrase : spec.phrases()) {
            if (!different.add(phrase.toLowerCase(Locale.ROOT))) {
                violations.add("two phrases '" + phrase + "'");
            }
            if (phrase.indexOf(' ') < 0 || phrase.equals(spec.summary()) || phrase.endsWith(".")) {
                violations.add("no phrase as people ask: '" + phrase + "'");
            }
        }
        if (different.size() < 5) {
            violations.add("fewer than five phrases");
        }
    }

    private static void operation(List<String> violations, Operation operation) {
        String at = operation.name();
        name(violations, at, at);
        sentence(violations, at + ".summary", operation.summary());
        Set<String> names = new HashSet<>();
        int mains = 0;
        for (Parameter parameter : operation.parameters()) {
            String where = at + "(" + parameter.name() + ")";
            name(violations, where, parameter.name());
            meanings(violations, where, parameter.schema());
            mains += parameter.main() ? 1 : 0;
            if (!names.add(parameter.name())) {
                violations.add(where + " is there twice");
            }
            for (String alias : parameter.aliases()) {
                if (!names.add(alias)) {
                    violations.add(where + ": the alias " + alias + " is another's name");
                }
            }
            if (parameter.otherwise() != null && !fits(parameter)) {
                violations.add(where + ": the default is refused by its own schema");
            }
        }
        if (operation.parameters().size() > 64) {
            violations.add(at + " has more than 64 parameters");
        }
        if (mains > 1) {
            violations.add(at + " has " + mains + " main parameters");
        }
        meanings(violations, at + " result", operation.result());
        if (operation.headline() != null
                && !(operation.result() instanceof Schema.Fields fields
                        && fields.fields().stream().map(Field::name).anyMatch(operation.headline()::equals))) {
            violations.add(at + ": the headline " + operation.headline() + " is no field of the result");
        }
        if (operation.examples().isEmpty()) {
            violations.add(at + " has no example");
        }
        for (Example example : operation.examples()) {
            sentence(violations, at + ".example", example.title());
        }
    }

    private static boolean fits(Parameter parameter) {
        Operation alone = Operation.of("default", "Takes a default.")
                .required(new Parameter(parameter.name(), List.of(), parameter.schema(), true, false, null, List.of()));
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        given.put(parameter.name(), parameter.otherwise());
        try {
            Args.bind("default", alone, given);
            return true;
        } catch (ToolException e) {
            return false;
        }
    }

    private static void meanings(List<String> violations, String where, Schema schema) {
        if (!(schema instanceof Schema.OrNull)) {
            sentence(violations, where, schema.meaning());
        }
        switch (schema) {
            case Schema.Items items -> meanings(violations, where + "[]", items.item());
            case Schema.MapOf map -> meanings(violations, where + ".*", map.value());
            case Schema.Fields fields ->
                fields.fields().forEach(field -> meanings(violations, where + "." + field.name(), field.schema()));
            case Schema.Either either -> either.choices().forEach(choice -> meanings(violations, where + "|", choice));
            case Schema.OrNull or -> meanings(violations, where + "?", or.schema());
            case Schema.Any _, Schema.Bool _, Schema.Int _, Schema.Num _, Schema.Numeric _ -> {}
            case Schema.Text _, Schema.Bytes _ -> {}
        }
    }

    private static void name(List<String> violations, String where, String name) {
        if (!name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*")) {
            violations.add(where + ": not snake_case: " + name);
        }
    }

    private static void sentence(List<String> violations, String where, String text) {
        if (text.isBlank() || !text.endsWith(".") || Character.isLowerCase(text.charAt(0))) {
            violations.add(where + ": not a sentence: '" + text + "'");
        }
    }

    @Test
    default void examples_give_what_they_say() throws IOException {
        List<String> failures = new ArrayList<>();
        for (Operation operation : tool().spec().operations()) {
            for (Example example : operation.examples()) {
                try (ExampleStage stage = ExampleStage.of(example)) {
                    List<Tool> all = new ArrayList<>(List.of(tool()));
                    all.addAll(helpers());
                    ToolTester base = ToolTester.of(tool());
                    ToolTester tester = new ToolTester(
                            all,
                            stage.grants(),
                            base.limits(),
                            stage.directory(),
                            stage.host().clock(),
                            stage.host().random(),
                            stage.host().variables(),
                            base.resolver(),
                            base.state(),
                            base.cancellation(),
                            base.progress());
                    Object result = tester.callWith(operation.name(), stage.params());
                    for (String difference : stage.differences(operation, result)) {
                        failures.add(operation.name() + ", " + example.title() + ": " + difference);
                    }
                } catch (ToolException e) {
                    failures.add(operation.name() + ", " + example.title() + ": " + e.message());
                }
            }
        }
        assertThat(failures).as(tool().spec().name()).isEmpty();
    }

    @Test
    default void arguments_that_are_unknown_or_missing_are_refused_all_at_once() {
        for (Operation operation : tool().spec().operations()) {
            Map<String, @Nullable Object> wrong = new LinkedHashMap<>();
            wrong.put("surely_unknown", 1L);
            String message = "";
            try {
                Args.bind(operation.name(), operation, wrong);
            } catch (ToolException refused) {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
                message = refused.message();
            }
            assertThat(message).as(operation.name()).contains("surely_unknown: is unknown");
            for (Parameter parameter : operation.parameters()) {
                if (parameter.required()) {
                    assertThat(message).contains(parameter.name() + ": is missing");
                }
            }
        }
    }
}

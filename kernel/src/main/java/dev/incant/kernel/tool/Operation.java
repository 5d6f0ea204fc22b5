package dev.incant.kernel.tool;

import dev.incant.kernel.capability.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One callable thing: parameters, result, effects, examples and the method that does it. Immutable; the methods that
/// refine it return a changed copy.
public final class Operation {
    /// How long an operation may take unless it says otherwise.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Handler MISSING = (args, context) -> {
        throw new IllegalStateException("the operation has no handler");
    };

    private final String name;
    private final String summary;
    private final List<Parameter> parameters;
    private final Schema result;
    private final @Nullable String headline;
    private final Effects effects;
    private final List<Permission> needs;
    private final Duration timeout;
    private final List<Example> examples;
    private final Handler handler;
    private final @Nullable ForeignDefinition foreign;

    private Operation(
            String name,
            String summary,
            List<Parameter> parameters,
            Schema result,
            @Nullable String headline,
            Effects effects,
            List<Permission> needs,
            Duration timeout,
            List<Example> examples,
            Handler handler,
            @Nullable ForeignDefinition foreign) {
        this.name = name;
        this.summary = summary;
        this.parameters = parameters;
        this.result = result;
        this.headline = headline;
        this.effects = effects;
        this.needs = needs;
        this.timeout = timeout;
        this.examples = examples;
        this.handler = handler;
        this.foreign = foreign;
    }

    /// Starts an operation: `snake_case` name, one sentence.
    public static Operation of(String name, String summary) {
        return new Operation(
                name,
                summary,
                List.of(),
                Schema.any("The result."),
                null,
                Effects.UNKNOWN,
                List.of(),
                DEFAULT_TIMEOUT,
                List.of(),
                MISSING,
                null);
    }

    /// Adds a required parameter that the command line takes as the bare argument.
    public Operation main(Parameter parameter) {
        return parameter(parameter.asMain());
    }

    /// Adds an optional parameter that the command line takes as the bare argument.
    public Operation mainOptional(Parameter parameter) {
        return parameter(parameter.asOptional().asMain());
    }

    /// Adds a required parameter.
    public Operation required(Parameter parameter) {
        return parameter(parameter);
    }

    /// Adds an optional parameter.
    public Operation optional(Parameter parameter) {
        return parameter(parameter.asOptional());
    }

    private Operation parameter(Parameter parameter) {
        return copy(added(parameters, parameter), result, headline, effects, needs, timeout, examples, handler);
    }

    /// Says what comes back.
    public Operation returns(Schema schema) {
        return copy(parameters, schema, headline, effects, needs, timeout, examples, handler);
    }

    /// Says what comes back, and which field of it stands for the whole in text for people.
    public Operation returns(Schema schema, String headlineField) {
        return copy(parameters, schema, headlineField, effects, needs, timeout, examples, handler);
    }

    /// Changes nothing outside, and depends on nothing but its arguments and what it reads within the machine.
    public Operation readOnly() {
        return effects(Effects.READ_ONLY);
    }

    public Operation effects(Effects value) {
        return copy(parameters, result, headline, value, needs, timeout, examples, handler);
    }

    /// Needs permissions that no parameter names.
    public Operation needs(Permission... permissions) {
        return copy(parameters, result, headline, effects, List.of(permissions), timeout, examples, handler);
    }

    /// Takes this long at most unless the caller says otherwise.
    public Operation timeout(Duration value) {
        return copy(parameters, result, headline, effects, needs, value, examples, handler);
    }

    /// Adds an example with its exact result.
    public Operation example(String title, Map<String, ? extends @Nullable Object> params, @Nullable Object exactly) {
        return example(Example.of(title, params).gives(exactly));
    }

    public Operation example(Example example) {
        return copy(parameters, result, headline, effects, needs, timeout, added(examples, example), handler);
    }

    public Operation handledBy(Handler value) {
        return copy(parameters, result, headline, effects, needs, timeout, examples, value);
    }

    /// Is done by another system, which describes it so.
    public Operation foreign(ForeignDefinition definition) {
        return new Operation(
                name, summary, parameters, result, headline, effects, needs, timeout, examples, handler, definition);
    }

    private Operation copy(
            List<Parameter> newParameters,
            Schema newResult,
            @Nullable String newHeadline,
            Effects newEffects,
            List<Permission> newNeeds,
            Duration newTimeout,
            List<Example> newExamples,
            Handler newHandler) {
        return new Operation(
                name,
                summary,
                newParameters,
                newResult,
                newHeadline,
                newEffects,
                newNeeds,
                newTimeout,
                newExamples,
                newHandler,
                foreign);
    }

    private static <T> List<T> added(List<T> list, T item) {
        List<T> more = new ArrayList<>(list.size() + 1);
        more.addAll(list);
        more.add(item);
        return List.copyOf(more);
    }

    public String name() {
        return name;
    }

    public String summary() {
        return summary;
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /// The parameter that the command line takes as the bare argument, or null.
    public @Nullable Parameter mainParameter() {
        for (Parameter parameter : parameters) {
            if (parameter.main()) {
                return parameter;
            }
        }
        return null;
    }

    public Schema result() {
        return result;
    }

    /// The field of the result that stands for the whole in text for people, or null.
    public @Nullable String headline() {
        return headline;
    }

    public Effects effects() {
        return effects;
    }

    /// Permissions needed that no parameter names.
    public List<Permission> needs() {
        return needs;
    }

    public Duration timeout() {
        return timeout;
    }

    public List<Example> examples() {
        return examples;
    }

    public Handler handler() {
        return handler;
    }

    /// How the system that does it describes it; null for what is done here.
    public @Nullable ForeignDefinition foreign() {
        return foreign;
    }
}

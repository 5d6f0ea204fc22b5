package dev.incant.tools.web.graphql;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.VariableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A document to be executed, with the operation of it that is meant (GraphQL, October 2021, sections 2 and 6.1).
public final class GraphqlDocument {
    private static final int MAX_TOKENS = 15_000;

    private final Document document;
    private final OperationDefinition operation;

    private GraphqlDocument(Document document, OperationDefinition operation) {
        this.document = document;
        this.operation = operation;
    }

    /// Reads a document and picks its operation.
    ///
    /// @param kind `query`, `mutation` or `subscription`
    /// @param name the operation meant, null where the document has one only
    /// @throws ToolException `invalid_params` for a syntax error, with line and column, and for an operation that
    ///     is not there, not clear or of another kind; `limit_exceeded`
    public static GraphqlDocument of(String text, String kind, @Nullable String name) {
        Document document = GraphqlText.parse("query", text, MAX_TOKENS, ErrorCode.INVALID_PARAMS);
        List<OperationDefinition> operations = new ArrayList<>();
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof OperationDefinition operation) {
                operations.add(operation);
            } else if (!(definition instanceof FragmentDefinition)) {
                throw GraphqlText.located(
                        ErrorCode.INVALID_PARAMS,
                        "query",
                        "defines a schema; operations and fragments only can be executed",
                        definition.getSourceLocation());
            }
        }
        OperationDefinition meant = meant(operations, name);
        String found = meant.getOperation().name().toLowerCase(Locale.ROOT);
        if (!found.equals(kind)) {
            throw ToolException.invalidParams(
                    "query: holds a " + found + "; use the operation " + found + " of this tool for it");
        }
        return new GraphqlDocument(document, meant);
    }

    private static OperationDefinition meant(List<OperationDefinition> operations, @Nullable String name) {
        List<String> names = operations.stream()
                .map(OperationDefinition::getName)
                .map(each -> each == null ? "one without a name" : each)
                .toList();
        if (operations.isEmpty()) {
            throw ToolException.invalidParams("query: holds no operation, only fragments");
        }
        if (name != null) {
            return operations.stream()
                    .filter(each -> name.equals(each.getName()))
                    .findFirst()
                    .orElseThrow(() -> ToolException.invalidParams(
                            "operation_name: there is no '" + name + "' in query, which holds " + list(names)));
        }
        if (operations.size() > 1) {
            throw ToolException.invalidParams("operation_name: is needed, as query holds " + list(names));
        }
        return operations.getFirst();
    }

    private static String list(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(20, names.size()))) + (names.size() > 20 ? ", …" : "");
    }

    /// The name of the operation, null for none.
    public @Nullable String name() {
        return operation.getName();
    }

    /// @throws ToolException `invalid_params` when a variable has no value that has to have one (section 6.1.2)
    public void requireVariables(Map<String, @Nullable Object> given) {
        for (VariableDefinition variable : operation.getVariableDefinitions()) {
            boolean needed = variable.getType() instanceof NonNullType && variable.getDefaultValue() == null;
            boolean nulled = variable.getType() instanceof NonNullType
                    && given.containsKey(variable.getName())
                    && given.get(variable.getName()) == null;
            if (nulled || needed && !given.containsKey(variable.getName())) {
                throw ToolException.invalidParams("variables." + variable.getName()
                        + ": is needed by the operation, which declares it at line "
                        + Objects.requireNonNull(variable.getSourceLocation()).getLine());
            }
        }
    }

    Document document() {
        return document;
    }
}

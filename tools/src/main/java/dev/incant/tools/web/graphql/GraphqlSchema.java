package dev.incant.tools.web.graphql;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import graphql.GraphQLException;
import graphql.ParseAndValidate;
import graphql.introspection.IntrospectionQueryBuilder;
import graphql.introspection.IntrospectionResultToSchema;
import graphql.language.AstPrinter;
import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.FieldDefinition;
import graphql.language.ImplementingTypeDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.OperationTypeDefinition;
import graphql.language.SchemaDefinition;
import graphql.language.TypeDefinition;
import graphql.language.TypeName;
import graphql.language.UnionTypeDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.errors.SchemaProblem;
import graphql.validation.ValidationError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A schema, as a text of the schema definition language (SDL).
public final class GraphqlSchema {
    private static final int MAX_TOKENS = 1_000_000;

    private final String name;
    private final ErrorCode code;
    private final String sdl;
    private final Document document;

    private GraphqlSchema(String name, ErrorCode code, String sdl, Document document) {
        this.name = name;
        this.code = code;
        this.sdl = sdl;
        this.document = document;
    }

    /// Reads SDL.
    ///
    /// @param name what to name in errors
    /// @param code of errors
    public static GraphqlSchema of(String name, String sdl, ErrorCode code) {
        return new GraphqlSchema(name, code, sdl, GraphqlText.parse(name, sdl, MAX_TOKENS, code));
    }

    /// Reads what an introspection query gave.
    ///
    /// @param data with `__schema`
    /// @throws ToolException `failed` when it is no such thing
    public static GraphqlSchema ofIntrospection(Object data) {
        String sdl;
        try {
            @SuppressWarnings("unchecked") // names of plain values are texts
            Map<String, Object> map = (Map<String, Object>) data;
            sdl = AstPrinter.printAst(new IntrospectionResultToSchema().createSchemaDefinition(map));
        } catch (ClassCastException | NullPointerException | IllegalArgumentException | GraphQLException e) {
            throw ToolException.failed("the endpoint's answer to introspection describes no schema: " + e.getMessage());
        }
        return of("the endpoint's schema", sdl, ErrorCode.FAILED);
    }

    /// The query that asks for all of a schema.
    ///
    /// @param recent whether to ask for what came after June 2018 too
    public static String introspection(boolean recent) {
        return IntrospectionQueryBuilder.build(IntrospectionQueryBuilder.Options.defaultOptions()
                .specifiedByUrl(recent)
                .directiveIsRepeatable(recent)
                .inputValueDeprecation(recent)
                .schemaDescription(recent)
                .isOneOf(false));
    }

    public String sdl() {
        return sdl;
    }

    /// The name of the type that operations of a kind start at, null where there are none.
    public @Nullable String root(String kind) {
        for (SchemaDefinition definition : document.getDefinitionsOfType(SchemaDefinition.class)) {
            for (OperationTypeDefinition each : definition.getOperationTypeDefinitions()) {
                if (each.getName().equals(kind)) {
                    return each.getTypeName().getName();
                }
            }
            return null;
        }
        String usual = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
        return document.getDefinitionsOfType(ObjectTypeDefinition.class).stream()
                        .anyMatch(type -> type.getName().equals(usual))
                ? usual
                : null;
    }

    /// The types as plain values: name, kind, description, and the names of what they hold.
    public List<@Nullable Object> types() {
        List<@Nullable Object> types = new ArrayList<>();
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof TypeDefinition<?> type) {
                var description = ((graphql.language.AbstractDescribedNode<?>) type).getDescription();
                types.add(Values.map(
                        "name",
                        type.getName(),
                        "kind",
                        kind(type),
                        "description",
                        description == null ? null : description.getContent(),
                        "members",
                        new ArrayList<@Nullable Object>(members(type))));
            }
        }
        return types;
    }

    private static String kind(TypeDefinition<?> type) {
        return switch (type) {
            case ObjectTypeDefinition _ -> "object";
            case InterfaceTypeDefinition _ -> "interface";
            case UnionTypeDefinition _ -> "union";
            case EnumTypeDefinition _ -> "enum";
            case InputObjectTypeDefinition _ -> "input";
            default -> "scalar";
        };
    }

    private static List<String> members(TypeDefinition<?> type) {
        return switch (type) {
            case ImplementingTypeDefinition<?> fields ->
                fields.getFieldDefinitions().stream()
                        .map(FieldDefinition::getName)
                        .toList();
            case UnionTypeDefinition union ->
                union.getMemberTypes().stream()
                        .map(member -> member instanceof TypeName named ? named.getName() : member.toString())
                        .toList();
            case EnumTypeDefinition values ->
                values.getEnumValueDefinitions().stream()
                        .map(EnumValueDefinition::getName)
                        .toList();
            case InputObjectTypeDefinition input ->
                input.getInputValueDefinitions().stream()
                        .map(InputValueDefinition::getName)
                        .toList();
            default -> List.of();
        };
    }

    /// @throws ToolException `invalid_params` naming the place for what the schema does not allow (section 5); an error
    ///     when this is no schema that operations can be checked against
    public void require(GraphqlDocument operation) {
        GraphQLSchema schema;
        try {
            schema = new SchemaGenerator()
                    .makeExecutableSchema(new SchemaParser().buildRegistry(document), RuntimeWiring.MOCKED_WIRING);
        } catch (SchemaProblem e) {
            throw GraphqlText.problems(code, name, e.getErrors());
        } catch (GraphQLException e) {
            throw new ToolException(code, name + ": " + e.getMessage());
        }
        List<ValidationError> problems = ParseAndValidate.validate(schema, operation.document(), Locale.ENGLISH);
        if (!problems.isEmpty()) {
            throw GraphqlText.problems(ErrorCode.INVALID_PARAMS, "query", problems);
        }
    }
}

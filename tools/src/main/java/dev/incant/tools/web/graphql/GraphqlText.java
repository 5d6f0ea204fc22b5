package dev.incant.tools.web.graphql;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import graphql.GraphQLError;
import graphql.language.Document;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.parser.exceptions.ParseCancelledTooManyCharsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads GraphQL texts within limits that a hostile one cannot exceed.
final class GraphqlText {
    private static final int MAX_DEPTH = 500;

    private GraphqlText() {}

    /// @param name what to name in the error
    /// @param tokens how many tokens the text may have
    /// @throws ToolException `code` with line and column; `limit_exceeded`
    static Document parse(String name, String text, int tokens, ErrorCode code) {
        ParserOptions options = ParserOptions.newParserOptions()
                .maxCharacters(tokens * 20)
                .maxTokens(tokens)
                .maxWhitespaceTokens(tokens * 20)
                .maxRuleDepth(MAX_DEPTH)
                .captureIgnoredChars(false)
                .captureLineComments(false)
                .readerTrackData(false)
                .build();
        try {
            return Parser.parse(ParserEnvironment.newParserEnvironment()
                    .document(text)
                    .parserOptions(options)
                    .locale(Locale.ENGLISH)
                    .build());
        } catch (ParseCancelledException | ParseCancelledTooDeepException | ParseCancelledTooManyCharsException e) {
            throw ToolException.limitExceeded(name + ": longer than " + tokens * 20 + " characters or " + tokens
                    + " tokens, or nested too deep (" + MAX_DEPTH + " rules of the grammar)");
        } catch (InvalidSyntaxException e) {
            String message = String.valueOf(e.getMessage());
            throw located(code, name, message, e.getLocation());
        }
    }

    /// An error with its place.
    static ToolException located(ErrorCode code, String name, String message, @Nullable SourceLocation place) {
        if (place == null || place.getLine() < 1) {
            return new ToolException(code, name + ": " + message);
        }
        return new ToolException(
                        code, name + ": line " + place.getLine() + ", column " + place.getColumn() + ": " + message)
                .with("line", (long) place.getLine())
                .with("column", (long) place.getColumn());
    }

    /// The first of several problems as the message, all of them as `errors` in the details.
    static ToolException problems(ErrorCode code, String name, List<? extends GraphQLError> problems) {
        List<@Nullable Object> all = new ArrayList<>();
        for (GraphQLError problem : problems) {
            List<@Nullable Object> places = new ArrayList<>();
            if (problem.getLocations() != null) {
                for (SourceLocation place : problem.getLocations()) {
                    places.add(Values.map("line", place.getLine(), "column", place.getColumn()));
                }
            }
            all.add(Values.map("message", problem.getMessage(), "locations", places));
        }
        GraphQLError first = problems.getFirst();
        List<SourceLocation> places = first.getLocations();
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        SourceLocation place = places == null || places.isEmpty() ? null : places.getFirst();
        return located(code, name, first.getMessage() + more, place).with("errors", all);
    }
}

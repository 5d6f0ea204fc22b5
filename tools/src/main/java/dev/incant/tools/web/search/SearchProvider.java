package dev.incant.tools.web.search;

import dev.incant.kernel.capability.Http;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Knows how one provider is asked and how it answers.
///
/// @param variables environment variables that hold what it needs: the key first
/// @param types what it can search
/// @param baseUrl where its API is; null where there is no public place
/// @param note what to know of it, a sentence
/// @param asking makes the request
/// @param reading takes the results out of the answer, parsed JSON
public record SearchProvider(
        String name,
        List<String> variables,
        List<String> types,
        @Nullable String baseUrl,
        String note,
        Asking asking,
        Reading reading) {
    public SearchProvider {
        variables = List.copyOf(variables);
        types = List.copyOf(types);
    }

    /// What is sent.
    ///
    /// @param body JSON as a value, null for a GET
    public record Question(
            URI uri, List<Http.Header> headers, @Nullable Object body) {
        public Question {
            headers = List.copyOf(headers);
        }
    }

    /// Makes a request of a query.
    @FunctionalInterface
    public interface Asking {
        Question of(SearchQuery query);
    }

    /// Takes the results out of an answer.
    @FunctionalInterface
    public interface Reading {
        List<SearchResult> of(SearchQuery query, @Nullable Object answer);
    }
}

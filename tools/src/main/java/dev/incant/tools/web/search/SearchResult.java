package dev.incant.tools.web.search;

import org.jspecify.annotations.Nullable;

/// One result, whoever found it.
public record SearchResult(
        String title,
        String url,
        String snippet,
        @Nullable String published,
        @Nullable String image) {}

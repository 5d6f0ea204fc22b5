package dev.incant.tools.web.search;

import org.jspecify.annotations.Nullable;

/// What is searched.
///
/// @param base where the provider's API is, without a slash at its end
/// @param key the provider's key, empty where it needs none
/// @param engine Google's engine, empty for others
/// @param type `web`, `news` or `images`
/// @param language such as `en` or `pt-BR`, or null
public record SearchQuery(
        String base,
        String key,
        String engine,
        String text,
        String type,
        int count,
        boolean safe,
        @Nullable String language) {}

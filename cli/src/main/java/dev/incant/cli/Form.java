package dev.incant.cli;

import org.jspecify.annotations.Nullable;

/// How results are written.
enum Form {
    /// For people.
    TEXT,
    /// One JSON document.
    JSON,
    /// One JSON document a line, for each event.
    JSONL;

    static @Nullable Form of(String word) {
        return switch (word) {
            case "text" -> TEXT;
            case "json" -> JSON;
            case "jsonl" -> JSONL;
            default -> null;
        };
    }
}

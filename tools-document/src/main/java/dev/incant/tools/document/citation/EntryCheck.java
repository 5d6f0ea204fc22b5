package dev.incant.tools.document.citation;

import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what is missing or odd in a bibliography: what BibTeX requires of each kind of entry, and forms of numbers.
public final class EntryCheck {
    private static final Set<String> IN_CONTAINER =
            Set.of("article-journal", "article-magazine", "article-newspaper", "chapter", "paper-conference");
    private static final Set<String> PUBLISHED = Set.of("book", "chapter", "thesis", "report");

    private final List<@Nullable Object> issues = new ArrayList<>();
    private boolean valid = true;

    /// `{valid, entry_count, issues}`.
    public Map<String, @Nullable Object> result(Bibliography bibliography) {
        for (String id : bibliography.duplicates()) {
            issue(id, "id", true, "is there twice");
        }
        bibliography.entries().forEach(this::check);
        return Values.map("valid", valid, "entry_count", bibliography.entries().size(), "issues", issues);
    }

    private void issue(String key, String field, boolean error, String message) {
        valid &= !error;
        issues.add(Values.map("key", key, "field", field, "severity", error ? "error" : "warning", "message", message));
    }

    private static boolean has(Map<String, @Nullable Object> entry, String name) {
        Object value = entry.get(name);
        return value instanceof List<?> list
                ? !list.isEmpty()
                : value != null && !value.toString().isBlank();
    }

    private void check(String key, Map<String, @Nullable Object> entry) {
        String type = String.valueOf(entry.get("type"));
        if (!has(entry, "title")) {
            issue(key, "title", true, "is missing");
        }
        if (!has(entry, "author") && !has(entry, "editor")) {
            boolean needed = !type.equals("webpage") && !type.equals("document");
            issue(key, "author", needed, "is missing, and so is an editor");
        }
        if (!has(entry, "issued")) {
            issue(key, "issued", !type.equals("webpage") && !type.equals("document"), "is missing: there is no year");
        }
        if (IN_CONTAINER.contains(type) && !has(entry, "container-title")) {
            issue(key, "container-title", true, "is missing: the journal or book that it stands in");
        }
        if (PUBLISHED.contains(type) && !has(entry, "publisher")) {
            issue(key, "publisher", type.equals("book"), "is missing");
        }
        if (type.equals("webpage") && !has(entry, "URL")) {
            issue(key, "URL", true, "is missing");
        }
        form(key, entry, "DOI", "(https?://(dx\\.)?doi\\.org/)?10\\.\\d{4,9}/\\S+", "is no DOI such as 10.1000/182");
        form(key, entry, "URL", "(?i)(https?|ftp)://\\S+", "is no absolute URL");
        if (entry.get("ISBN") instanceof String isbn && !isbn(isbn.replaceAll("[ -]", ""))) {
            issue(key, "ISBN", true, "has a wrong check digit or length");
        }
    }

    private void form(String key, Map<String, @Nullable Object> entry, String field, String pattern, String message) {
        if (entry.get(field) instanceof String text
                && text.length() < 4_096
                && !text.strip().matches(pattern)) {
            issue(key, field, true, message);
        }
    }

    /// ISO 2108: ten digits weighted 10 to 1 modulo 11, or thirteen weighted 1 and 3 modulo 10.
    private static boolean isbn(String digits) {
        int sum = 0;
        if (digits.matches("\\d{9}[\\dXx]")) {
            for (int i = 0; i < 10; i++) {
                char c = digits.charAt(i);
                sum += (10 - i) * (c == 'X' || c == 'x' ? 10 : c - '0');
            }
            return sum % 11 == 0;
        }
        for (int i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return digits.matches("97[89]\\d{10}") && sum % 10 == 0;
    }
}

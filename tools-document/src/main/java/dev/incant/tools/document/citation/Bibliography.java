package dev.incant.tools.document.citation;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The entries of a bibliography as CSL-JSON, by id, in order.
public final class Bibliography {
    /// The longest text, in UTF-16 units.
    private static final int MAX_TEXT = 8 << 20;

    private static final int MAX_ENTRIES = 5_000;

    private final Map<String, Map<String, @Nullable Object>> entries = new LinkedHashMap<>();
    private final List<String> duplicates = new ArrayList<>();

    /// Reads BibTeX, CSL-JSON or Hayagriva's YAML.
    ///
    /// @param format `bibtex`, `csl_json`, `yaml`, or `auto` to tell it from how the text begins
    /// @throws ToolException `invalid_params` for a text that is none, with its line where that is known
    public static Bibliography of(@Nullable Object input, String format) {
        Bibliography bibliography = new Bibliography();
        if (!(input instanceof String text)) {
            bibliography.csl(input);
            return bibliography;
        }
        if (text.length() > MAX_TEXT) {
            throw ToolException.limitExceeded("input: has more than " + MAX_TEXT + " characters");
        }
        String begin = text.stripLeading();
        String told = begin.startsWith("@") || begin.startsWith("%")
                ? "bibtex"
                : begin.startsWith("[") || begin.startsWith("{") ? "csl_json" : "yaml";
        switch (format.equals("auto") ? told : format) {
            case "bibtex" -> BibTex.read(text, bibliography);
            case "csl_json" -> bibliography.csl(parsed(text));
            default -> Hayagriva.read(text, bibliography);
        }
        return bibliography;
    }

    private static @Nullable Object parsed(String text) {
        try {
            return Json.parse(text);
        } catch (ToolException e) {
            throw new ToolException(e.code(), "input: " + e.message(), e.details(), null);
        }
    }

    private void csl(@Nullable Object value) {
        List<?> items = value instanceof List<?> list ? list : List.of(value == null ? "" : value);
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw ToolException.invalidParams(
                        "input[" + i + "]: must be an entry of CSL-JSON, a map with id and type");
            }
            Object id = item.get("id");
            if (!(id instanceof String || id instanceof Long)) {
                throw ToolException.invalidParams("input[" + i + "].id: is missing");
            }
            if (!(item.get("type") instanceof String)) {
                throw ToolException.invalidParams("input[" + i + "].type: is missing");
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            item.forEach((name, field) -> copy.put((String) name, field));
            add(id.toString(), copy);
        }
    }

    void add(String id, Map<String, @Nullable Object> entry) {
        entry.put("id", id);
        if (entries.putIfAbsent(id, entry) != null) {
            duplicates.add(id);
        }
        if (entries.size() > MAX_ENTRIES) {
            throw ToolException.limitExceeded("input: has more than " + MAX_ENTRIES + " entries");
        }
    }

    /// Notes an id that is there a second time.
    void duplicate(String id) {
        duplicates.add(id);
    }

    public Map<String, Map<String, @Nullable Object>> entries() {
        return entries;
    }

    /// Ids that are there twice; the first entry of each counts.
    public List<String> duplicates() {
        return duplicates;
    }
}

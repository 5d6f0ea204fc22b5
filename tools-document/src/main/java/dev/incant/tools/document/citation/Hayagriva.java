package dev.incant.tools.document.citation;

import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the YAML of Hayagriva, Typst's bibliography manager (its `docs/file-format.md`): types, people, dates, one
/// parent, serial numbers, publisher, pages, URL. Fields that CSL does not know are left out.
final class Hayagriva {
    private final String id;
    private final Map<?, ?> source;
    private final Map<?, ?> parent;
    private final Map<String, @Nullable Object> entry = new LinkedHashMap<>();

    private Hayagriva(String id, Map<?, ?> source) {
        this.id = id;
        this.source = source;
        Object above = source.get("parent") instanceof List<?> list && !list.isEmpty()
                ? list.getFirst()
                : source.get("parent");
        this.parent = above instanceof Map<?, ?> map ? map : Map.of();
    }

    static void read(String text, Bibliography into) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        Object document;
        try {
            document = new Load(settings).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            long line = e.getProblemMark().map(mark -> mark.getLine() + 1L).orElse(0L);
            throw ToolException.invalidParams("input: no YAML: line " + line + ": " + e.getProblem())
                    .with("line", line);
        } catch (YamlEngineException | StackOverflowError e) {
            throw ToolException.invalidParams("input: no YAML: " + e.getMessage());
        }
        if (!(document instanceof Map<?, ?> entries)) {
            throw ToolException.invalidParams("input: must be a map from keys to entries of Hayagriva's YAML");
        }
        entries.forEach((key, value) -> {
            if (!(value instanceof Map<?, ?> map)) {
                throw ToolException.invalidParams("input." + key + ": must be an entry, a map with type and title");
            }
            String id = String.valueOf(key);
            into.add(id, new Hayagriva(id, map).entry());
        });
    }

    private Map<String, @Nullable Object> entry() {
        entry.put("type", type());
        put("title", text(source.get("title")));
        put("container-title", text(parent.get("title")));
        put("author", people(source.get("author"), "author"));
        Object editor = source.containsKey("editor") ? source.get("editor") : parent.get("editor");
        put("editor", people(editor, "editor"));
        put("issued", date(inherited("date"), "date"));
        put("volume", text(inherited("volume")));
        put("issue", text(inherited("issue")));
        put("edition", text(inherited("edition")));
        put("page", text(source.get("page-range")));
        put("note", text(source.get("note")));
        put("abstract", text(source.get("abstract")));
        put("language", text(source.get("language")));
        Object publisher = inherited("publisher");
        if (publisher instanceof Map<?, ?> details) {
            put("publisher", text(details.get("name")));
            put("publisher-place", text(details.get("location")));
        }
        put("publisher", text(publisher));
        put("publisher-place", text(inherited("location")));
        if (!entry.containsKey("publisher")) {
            put("publisher", text(inherited("organization")));
        }
        Object url = source.get("url");
        put("URL", text(url instanceof Map<?, ?> map ? map.get("value") : url));
        put("accessed", url instanceof Map<?, ?> map ? date(map.get("date"), "url.date") : null);
        serial(source.get("serial-number"));
        serial(parent.get("serial-number"));
        return entry;
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) {
            entry.putIfAbsent(name, value);
        }
    }

    private @Nullable Object inherited(String name) {
        return source.containsKey(name) ? source.get(name) : parent.get(name);
    }

    private static @Nullable String text(@Nullable Object value) {
        Object plain = value instanceof Map<?, ?> map ? map.get("value") : value;
        return plain == null || plain instanceof Map || plain instanceof List ? null : plain.toString();
    }

    private String type() {
        String own = String.valueOf(source.get("type")).toLowerCase(Locale.ROOT);
        String above = String.valueOf(parent.get("type")).toLowerCase(Locale.ROOT);
        return switch (own) {
            case "article" ->
                switch (above) {
                    case "proceedings", "conference" -> "paper-conference";
                    case "newspaper" -> "article-newspaper";
                    case "blog" -> "post-weblog";
                    default -> "article-journal";
                };
            case "chapter", "anthos" -> "chapter";
            case "entry" -> "entry-encyclopedia";
            case "book", "anthology", "reference", "proceedings" -> "book";
            case "thesis" -> "thesis";
            case "report" -> "report";
            case "web", "blog" -> "webpage";
            case "thread", "post" -> "post";
            case "video" -> "motion_picture";
            case "audio" -> "song";
            case "patent" -> "patent";
            case "case" -> "legal_case";
            case "legislation" -> "legislation";
            case "manuscript" -> "manuscript";
            case "artwork" -> "graphic";
            case "repository" -> "software";
            case "misc", "scene", "performance", "exhibition", "original", "periodical", "newspaper", "conference" ->
                "document";
            default -> throw ToolException.invalidParams("input." + id + ".type: there is no type '" + own + "'");
        };
    }

    private @Nullable List<@Nullable Object> people(@Nullable Object value, String field) {
        if (value == null) {
            return null;
        }
        List<@Nullable Object> people = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            Map<String, @Nullable Object> person = new LinkedHashMap<>();
            if (each instanceof Map<?, ?> map && map.get("name") != null) {
                person.put("family", String.valueOf(map.get("name")));
                if (map.get("given-name") != null) {
                    person.put("given", String.valueOf(map.get("given-name")));
                }
                if (map.get("prefix") != null) {
                    person.put("non-dropping-particle", String.valueOf(map.get("prefix")));
                }
                if (map.get("suffix") != null) {
                    person.put("suffix", String.valueOf(map.get("suffix")));
                }
            } else if (each instanceof String name) {
                // "Family, Given" or "Family, Suffix, Given"; a name without a comma stays whole.
                String[] parts = name.strip().split("\\s*,\\s*", 3);
                person.put(parts.length == 1 ? "literal" : "family", parts[0]);
                if (parts.length > 1) {
                    person.put("given", parts[parts.length - 1]);
                }
                if (parts.length > 2) {
                    person.put("suffix", parts[1]);
                }
            } else {
                throw ToolException.invalidParams(
                        "input." + id + "." + field + ": must be names, 'Family, Given' or maps");
            }
            people.add(person);
        }
        return people;
    }

    private @Nullable Map<String, @Nullable Object> date(@Nullable Object value, String field) {
        if (value == null) {
            return null;
        }
        String text = value.toString();
        if (!text.matches("-?\\d{1,4}(-\\d{1,2}(-\\d{1,2})?)?")) {
            throw ToolException.invalidParams(
                    "input." + id + "." + field + ": must be a date such as 2024-05, is " + text);
        }
        List<@Nullable Object> parts = new ArrayList<>();
        String sign = text.startsWith("-") ? "-" : "";
        for (String part : text.substring(sign.length()).split("-")) {
            parts.add(Long.parseLong(parts.isEmpty() ? sign + part : part));
        }
        List<@Nullable Object> all = new ArrayList<>();
        all.add(parts);
        Map<String, @Nullable Object> date = new LinkedHashMap<>();
        date.put("date-parts", all);
        return date;
    }

    private void serial(@Nullable Object value) {
        if (value instanceof Map<?, ?> numbers) {
            put("DOI", text(numbers.get("doi")));
            put("ISBN", text(numbers.get("isbn")));
            put("ISSN", text(numbers.get("issn")));
        }
    }
}

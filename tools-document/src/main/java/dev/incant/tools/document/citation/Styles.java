package dev.incant.tools.document.citation;

import de.undercouch.citeproc.CSL;
import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/// The styles and locales of the Citation Style Language project.
public final class Styles {
    /// Short names that people know for what the project calls otherwise.
    public static final Map<String, String> ALIASES = Map.of(
            "mla",
            "modern-language-association",
            "harvard",
            "harvard-cite-them-right",
            "vancouver",
            "nlm-citation-sequence",
            "chicago",
            "chicago-author-date",
            "chicago-fullnote-bibliography",
            "chicago-notes-bibliography");

    private Styles() {}

    /// The names of all styles, sorted.
    public static Collection<String> names() throws IOException {
        return new TreeSet<>(CSL.getSupportedStyles());
    }

    /// The text of a style; of the one it follows, where it only names another.
    ///
    /// @throws ToolException `invalid_params` with the nearest names
    public static String text(String name) throws IOException {
        String real = ALIASES.getOrDefault(name, name);
        String text = resource(real);
        if (text == null) {
            throw ToolException.invalidParams("style: there is no style '" + name + "'"
                    + Nearest.hint(real, List.copyOf(names())) + "; list_styles finds all");
        }
        try {
            String parent = CSL.getIndependentParentLink(text);
            if (parent == null) {
                return text;
            }
            String followed = resource(parent.substring(parent.lastIndexOf('/') + 1));
            if (followed == null) {
                throw ToolException.failed("style: '" + name + "' follows " + parent + ", which is not here");
            }
            return followed;
        } catch (ParserConfigurationException | SAXException e) {
            throw ToolException.failed("style: '" + name + "' cannot be read: " + e.getMessage());
        }
    }

    private static @org.jspecify.annotations.Nullable String resource(String name) throws IOException {
        if (!name.matches("[A-Za-z0-9_.-]{1,200}")) {
            return null;
        }
        for (String folder : List.of("/", "/dependent/")) {
            try (InputStream in = CSL.class.getResourceAsStream(folder + name + ".csl")) {
                if (in != null) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        return null;
    }

    /// The locale of a tag such as `de` or `de-AT`.
    ///
    /// @throws ToolException `invalid_params` for one that there is none for
    public static String locale(String tag) throws IOException {
        Collection<String> locales = new TreeSet<>(CSL.getSupportedLocales());
        String wanted = tag.toLowerCase(Locale.ROOT).replace('_', '-');
        for (String each : locales) {
            if (each.toLowerCase(Locale.ROOT).equals(wanted)) {
                return each;
            }
        }
        // The country of a language's name comes first: de-DE before de-AT.
        String usual = wanted.equals("en") ? "en-US" : wanted + "-" + wanted.toUpperCase(Locale.ROOT);
        if (locales.contains(usual)) {
            return usual;
        }
        for (String each : locales) {
            if (each.toLowerCase(Locale.ROOT).startsWith(wanted + "-")) {
                return each;
            }
        }
        throw ToolException.invalidParams(
                "locale: there is no locale '" + tag + "'; there are " + String.join(", ", locales));
    }
}

package dev.incant.tools.document.citation;

import de.undercouch.citeproc.bibtex.BibTeXConverter;
import de.undercouch.citeproc.csl.CSLItemData;
import de.undercouch.citeproc.helper.json.StringJsonBuilderFactory;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Json;
import java.io.StringReader;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbibtex.BibTeXDatabase;
import org.jbibtex.BibTeXEntry;
import org.jbibtex.BibTeXObject;
import org.jbibtex.BibTeXParser;
import org.jbibtex.BibTeXString;
import org.jbibtex.Key;
import org.jbibtex.ObjectResolutionException;
import org.jbibtex.ParseException;
import org.jbibtex.TokenMgrException;
import org.jspecify.annotations.Nullable;

/// Reads BibTeX, LaTeX in it included, by way of citeproc-java.
final class BibTex {
    /// The begin of an entry, with its key.
    private static final Pattern HEAD = Pattern.compile("(?m)^[ \\t]*@[A-Za-z]+[ \\t]*[{(][ \\t]*([^\\s,]+)[ \\t]*,");

    private BibTex() {}

    static void read(String text, Bibliography into) {
        BibTeXDatabase database;
        try {
            BibTeXParser parser = new BibTeXParser() {
                @Override
                public void checkStringResolution(Key key, @Nullable BibTeXString string) {
                    // Abbreviations of months and journals that nobody defined stand for themselves.
                }
            };
            database = parser.parse(new StringReader(text));
        } catch (ParseException e) {
            long line = e.currentToken == null || e.currentToken.next == null ? 0 : e.currentToken.next.beginLine;
            throw ToolException.invalidParams("input: no BibTeX" + (line > 0 ? ": line " + line : "") + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
                    .with("line", line);
        } catch (TokenMgrException | ObjectResolutionException | StackOverflowError e) {
            throw ToolException.invalidParams("input: no BibTeX: " + e.getMessage());
        }
        BibTeXConverter converter = new BibTeXConverter();
        for (BibTeXObject object : database.getObjects()) {
            if (object instanceof BibTeXEntry entry) {
                into.add(entry.getKey().getValue(), plain(converter.toItemData(entry)));
            }
        }
        // The parser leaves a second entry with the same key out without a word.
        Set<String> seen = new HashSet<>();
        Matcher head = HEAD.matcher(text);
        while (head.find()) {
            if (into.entries().containsKey(head.group(1)) && !seen.add(head.group(1))) {
                into.duplicate(head.group(1));
            }
        }
    }

    private static Map<String, @Nullable Object> plain(CSLItemData item) {
        Object json = item.toJson(new StringJsonBuilderFactory().createJsonBuilder());
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (Json.parse(String.valueOf(json)) instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> map.put((String) name, value));
        }
        // BibTeX's number of an article is its issue; CSL's is that of the article itself.
        if (String.valueOf(map.get("type")).startsWith("article") && map.containsKey("number")) {
            Object number = map.remove("number");
            map.putIfAbsent("issue", number);
        }
        return map;
    }
}

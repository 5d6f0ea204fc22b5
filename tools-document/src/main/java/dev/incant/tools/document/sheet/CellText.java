package dev.incant.tools.document.sheet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text in cells: characters that XML cannot hold are written as `_x000D_`, and what looks like that is escaped
/// (ECMA-376 part 1, section 22.9.2.19, ST_Xstring).
final class CellText {
    private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");
    private static final Pattern LOOKS_LIKE = Pattern.compile("_(?=x[0-9A-Fa-f]{4}_)");
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])"
                    + "|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

    private CellText() {}

    static String encode(String text) {
        String escaped = text.indexOf('_') < 0 ? text : LOOKS_LIKE.matcher(text).replaceAll("_x005F_");
        return FORBIDDEN
                .matcher(escaped)
                .replaceAll(match -> "_x%04X_".formatted((int) match.group().charAt(0)));
    }

    static String decode(String text) {
        if (text.indexOf("_x") < 0) {
            return text;
        }
        return ESCAPE.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }
}

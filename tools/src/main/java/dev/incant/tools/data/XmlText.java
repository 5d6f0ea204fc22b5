package dev.incant.tools.data;

import dev.incant.kernel.error.ToolException;

/// Writes text into XML 1.0.
public final class XmlText {
    private XmlText() {}

    /// The text with everything escaped that would be markup or would not be read back as it was.
    ///
    /// @param path where the text stands, for the error
    /// @param attribute whether it goes between double quotes
    /// @throws ToolException `failed` for a character that XML has no form for (section 2.2)
    public static String escaped(String text, String path, boolean attribute) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append(attribute ? "&quot;" : "\"");
                case '\r' -> escaped.append("&#13;");
                case '\n', '\t' -> escaped.append(attribute ? "&#" + c + ";" : String.valueOf((char) c));
                default -> {
                    if (c < ' ' || c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c <= 0xDFFF)) {
                        throw ToolException.failed(path + ": the character U+%04X has no form in XML".formatted(c));
                    }
                    escaped.appendCodePoint(c);
                }
            }
        }
        return escaped.toString();
    }
}

package dev.incant.mcp.remote;

/// Texts of servers as they may be shown on a terminal: what a person cannot see, but a terminal or a model would, is
/// spelt out.
public final class Shown {
    private Shown() {}

    /// The text with control and format characters as `\\u{…}`; line ends stay.
    public static String text(String given) {
        StringBuilder text = new StringBuilder(given.length());
        int c;
        for (int i = 0; i < given.length(); i += Character.charCount(c)) {
            c = given.codePointAt(i);
            int type = Character.getType(c);
            boolean unseen = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.PRIVATE_USE
                    || type == Character.SURROGATE
                    || type == Character.UNASSIGNED
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (unseen && c != '\n' && c != '\t') {
                text.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }

    /// The first sentence or line, of limited length.
    public static String brief(String given) {
        String text = text(given).strip();
        int line = text.indexOf('\n');
        String first = line < 0 ? text : text.substring(0, line).strip();
        int sentence = first.indexOf(". ");
        String brief = sentence < 0 ? first : first.substring(0, sentence + 1);
        return brief.length() <= LONGEST ? brief : brief.substring(0, LONGEST - 1) + "…";
    }

    private static final int LONGEST = 200;
}

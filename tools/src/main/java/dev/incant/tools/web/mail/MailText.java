package dev.incant.tools.web.mail;

import dev.incant.kernel.error.ToolException;

/// Checks texts that become part of a header or of a command.
final class MailText {
    /// The longest run without a space; a line of a message holds 998 characters (RFC 5322, 2.1.1).
    private static final int LONGEST_WORD = 900;

    private MailText() {}

    /// The text when it is one line.
    ///
    /// @throws ToolException `invalid_params` for a line break or another control character, naming the field
    static String line(String field, String text) {
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t' || c == '\u2028' || c == '\u2029') {
                throw ToolException.invalidParams(field + ": holds "
                        + (c == '\r' || c == '\n' ? "a line break" : "the control character U+%04X".formatted((int) c))
                        + " at index " + i + "; it has to be one line");
            }
            run = c == ' ' || c == '\t' ? 0 : run + 1;
            if (run > LONGEST_WORD) {
                throw ToolException.invalidParams(field + ": more than " + LONGEST_WORD
                        + " characters without a space cannot be sent in a header");
            }
        }
        whole(field, text);
        return text;
    }

    /// The text when it is one that UTF-8 can hold.
    ///
    /// @throws ToolException `invalid_params` for half of a surrogate pair
    static String whole(String field, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw ToolException.invalidParams(field + ": holds half of a surrogate pair at index " + i);
            }
        }
        return text;
    }

    static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /// The text with the line ends of mail, CR LF.
    static String lines(String text) {
        return text.replaceAll("\r\n|\r|\n", "\r\n");
    }
}

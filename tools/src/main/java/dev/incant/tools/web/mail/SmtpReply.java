package dev.incant.tools.web.mail;

import java.util.List;

/// What a mail server answered (RFC 5321, 4.2).
///
/// @param lines the text of each line
record SmtpReply(int code, List<String> lines) {
    SmtpReply {
        lines = List.copyOf(lines);
    }

    boolean good() {
        return code >= 200 && code < 300;
    }

    /// The code and the text on one line.
    String text() {
        return (code + " " + String.join(" ", lines)).strip();
    }
}

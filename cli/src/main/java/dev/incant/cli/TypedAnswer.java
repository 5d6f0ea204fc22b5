package dev.incant.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// One line that a person types, of which nothing more is read.
final class TypedAnswer {
    private static final int LONGEST = 100;

    private TypedAnswer() {}

    /// The line without spaces around it; empty at the end of the input.
    static String read(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                if (line.size() < LONGEST) {
                    line.write(c);
                }
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}

package dev.incant.mcp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/// The last lines of what a program said, however much that was. Safe for use by many threads.
final class LastWords {
    private static final int LINES = 20;
    private static final int LONGEST = 400;

    private final ArrayDeque<String> lines = new ArrayDeque<>();

    /// Reads a stream to its end, on the thread that calls.
    void readAll(InputStream in) {
        StringBuilder line = new StringBuilder();
        char[] buffer = new char[4096];
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    char c = buffer[i];
                    if (c == '\n') {
                        add(line.toString());
                        line.setLength(0);
                    } else if (line.length() < LONGEST) {
                        line.append(c);
                    }
                }
            }
        } catch (IOException e) {
            // The program is gone, or its owner closed the stream.
        }
        add(line.toString());
    }

    /// Adds a line; blank ones are left out, control characters taken away: people see it on their terminals.
    void add(String line) {
        StringBuilder clean = new StringBuilder(Math.min(line.length(), LONGEST));
        for (int i = 0; i < line.length() && clean.length() < LONGEST; i++) {
            char c = line.charAt(i);
            clean.append(c == '\t' ? ' ' : c);
        }
        String text =
                clean.toString().replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", "");
        if (text.isBlank()) {
            return;
        }
        synchronized (lines) {
            if (lines.size() == LINES) {
                lines.remove();
            }
            lines.add(text.stripTrailing());
        }
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}

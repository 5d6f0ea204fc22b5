package dev.incant.tools.file.convert;

import java.io.IOException;

/// Changes a text that comes in pieces. Made for one text.
public interface TextChange {
    /// Takes what comes out.
    interface Out {
        void put(char c) throws IOException;
    }

    /// Changes nothing.
    TextChange NONE = (c, out) -> out.put(c);

    /// Takes the next character (UTF-16 unit).
    void take(char c, Out out) throws IOException;

    /// Writes what was held back until the end.
    default void end(Out out) throws IOException {}

    /// How many things were changed.
    default long changes() {
        return 0;
    }

    /// Gives all lines the same end; LF, CR LF and CR are seen as ends.
    static TextChange lineEnds(String wanted) {
        return new LineEnds(wanted);
    }

    /// Writes the blanks before a line as spaces, or as tabs with the spaces that are left over.
    static TextChange indentation(boolean toSpaces, int tabSize) {
        return new Indentation(toSpaces, tabSize);
    }

    /// See [#lineEnds].
    final class LineEnds implements TextChange {
        private final String wanted;
        private boolean carriage;
        private long changes;

        private LineEnds(String wanted) {
            this.wanted = wanted;
        }

        @Override
        public void take(char c, Out out) throws IOException {
            if (c == '\n') {
                ended(carriage ? "\r\n" : "\n", out);
                carriage = false;
                return;
            }
            end(out);
            carriage = c == '\r';
            if (!carriage) {
                out.put(c);
            }
        }

        private void ended(String found, Out out) throws IOException {
            changes += found.equals(wanted) ? 0 : 1;
            for (int i = 0; i < wanted.length(); i++) {
                out.put(wanted.charAt(i));
            }
        }

        @Override
        public void end(Out out) throws IOException {
            if (carriage) {
                ended("\r", out);
            }
            carriage = false;
        }

        @Override
        public long changes() {
            return changes;
        }
    }

    /// See [#indentation].
    final class Indentation implements TextChange {
        private final boolean toSpaces;
        private final int tabSize;
        private boolean leading = true;
        private long width;
        private long spaces;
        private boolean wrong;
        private long changes;

        private Indentation(boolean toSpaces, int tabSize) {
            this.toSpaces = toSpaces;
            this.tabSize = tabSize;
        }

        @Override
        public void take(char c, Out out) throws IOException {
            if (leading && c == '\t') {
                wrong |= toSpaces || spaces > 0;
                width += tabSize - width % tabSize;
            } else if (leading && c == ' ') {
                width++;
                wrong |= ++spaces >= tabSize && !toSpaces;
            } else {
                end(out);
                leading = c == '\n' || c == '\r';
                out.put(c);
            }
        }

        @Override
        public void end(Out out) throws IOException {
            if (!leading) {
                return;
            }
            long tabs = toSpaces ? 0 : width / tabSize;
            for (long i = 0; i < tabs; i++) {
                out.put('\t');
            }
            for (long i = tabs * tabSize; i < width; i++) {
                out.put(' ');
            }
            changes += wrong ? 1 : 0;
            width = 0;
            spaces = 0;
            wrong = false;
        }

        @Override
        public long changes() {
            return changes;
        }
    }
}

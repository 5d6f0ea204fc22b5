package dev.incant.tools.file.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.ToolContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Streams a text from one file to another: decoded strictly, changed, encoded strictly. Bytes that are no text, and
/// characters that the target has no bytes for, end it with their line and column.
public final class TextPipe {
    private static final int BLOCK = 1 << 16;

    private final String path;
    private final Encodings.Found from;
    private final Charset to;
    private final boolean mark;
    private final ToolContext context;
    private final MessageDigest before = digest();
    private final MessageDigest after = digest();

    /// @param mark whether the target begins with a byte order mark, where its encoding has one
    public TextPipe(String path, Encodings.Found from, Charset to, boolean mark, ToolContext context) {
        this.path = path;
        this.from = from;
        this.to = to;
        this.mark = mark;
        this.context = context;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Where one is in a text; lines and columns from 1, columns in characters.
    private static final class Position {
        private long line = 1;
        private long column = 1;
        private char last;

        void pass(char c) {
            if (c == '\n' && last == '\r') {
                // The same end of a line.
            } else if (c == '\n' || c == '\r') {
                line++;
                column = 1;
            } else if (!Character.isLowSurrogate(c)) {
                column++;
            }
            last = c;
        }

        ToolException error(String message) {
            return ToolException.failed("line " + line + ", column " + column + ": " + message)
                    .with("line", line)
                    .with("column", column);
        }
    }

    /// Runs it to the end.
    ///
    /// @return whether the bytes written are others than those read
    public boolean run(InputStream in, OutputStream out, TextChange change) throws IOException {
        Encoding encoding = new Encoding(out);
        encoding.start();
        // The mark is no part of the text.
        before.update(in.readNBytes(from.mark()));
        CharsetDecoder decoder = from.charset().newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        CharBuffer chars = CharBuffer.allocate(BLOCK);
        Position position = new Position();
        boolean end = false;
        while (!end) {
            context.checkCancelled();
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            end = read < 0;
            if (read > 0) {
                before.update(bytes.array(), bytes.position(), read);
                bytes.position(bytes.position() + read);
            }
            bytes.flip();
            CoderResult result;
            do {
                result = decoder.decode(bytes, chars, end);
                if (end && result.isUnderflow()) {
                    decoder.flush(chars);
                }
                pass(chars, position, change, encoding);
                if (result.isError()) {
                    throw named(position.error("the bytes are not "
                            + from.charset().name() + "; give from_encoding if it is another one"));
                }
            } while (result.isOverflow());
            bytes.compact();
        }
        change.end(encoding);
        encoding.finish();
        return !MessageDigest.isEqual(before.digest(), after.digest());
    }

    private ToolException named(ToolException error) {
        return new ToolException(error.code(), path + ": " + error.message(), error.details(), null);
    }

    private static void pass(CharBuffer chars, Position position, TextChange change, Encoding encoding)
            throws IOException {
        chars.flip();
        while (chars.hasRemaining()) {
            char c = chars.get();
            change.take(c, encoding);
            position.pass(c);
        }
        chars.clear();
    }

    /// Encodes what comes, block by block.
    private final class Encoding implements TextChange.Out {
        private final OutputStream out;
        private final CharsetEncoder encoder = to.newEncoder();
        private final CharBuffer chars = CharBuffer.allocate(BLOCK);
        private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        private final Position position = new Position();

        Encoding(OutputStream out) {
            this.out = out;
        }

        void start() throws IOException {
            byte[] first = mark ? Encodings.mark(to) : new byte[0];
            after.update(first);
            out.write(first);
        }

        @Override
        public void put(char c) throws IOException {
            chars.put(c);
            if (!chars.hasRemaining()) {
                encode(false);
            }
        }

        private void encode(boolean end) throws IOException {
            context.checkCancelled();
            chars.flip();
            CoderResult result;
            do {
                int start = chars.position();
                result = encoder.encode(chars, bytes, end);
                for (int i = start; i < chars.position(); i++) {
                    position.pass(chars.get(i));
                }
                if (result.isError()) {
                    int c = Character.codePointAt(chars, 0);
                    throw named(position.error("the character '%s' (U+%04X) has no form in %s"
                            .formatted(Character.toString(c), c, to.name())));
                }
                write();
            } while (result.isOverflow());
            chars.compact();
        }

        private void write() throws IOException {
            after.update(bytes.array(), 0, bytes.position());
            out.write(bytes.array(), 0, bytes.position());
            bytes.clear();
        }

        void finish() throws IOException {
            encode(true);
            while (encoder.flush(bytes).isOverflow()) {
                write();
            }
            write();
        }
    }
}

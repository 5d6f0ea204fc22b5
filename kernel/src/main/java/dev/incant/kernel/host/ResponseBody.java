package dev.incant.kernel.host;

import dev.incant.kernel.error.ToolException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The body of an answer: decompressed, counted, ended by the exchange's deadline. Its errors are
/// [ToolException]s, since they say how the exchange failed. Read to its end, it gives the connection back to be used
/// again; closed before, it breaks the connection off.
final class ResponseBody extends InputStream {
    private static final int MOST_CODINGS = 3;

    private final Exchange exchange;
    private final Raw raw;
    private final String host;
    private final List<String> codings;
    private final long most;
    private final AutoCloseable connection;
    private @Nullable InputStream in;
    private long count;
    private boolean closed;

    private ResponseBody(
            Exchange exchange, String host, Raw raw, List<String> codings, long most, AutoCloseable connection) {
        this.exchange = exchange;
        this.host = host;
        this.raw = raw;
        this.codings = codings;
        this.most = most;
        this.connection = connection;
    }

    /// @param whole whether it is a whole representation; of a part, the compression cannot be undone
    /// @param most bytes after decompression
    static ResponseBody of(Exchange exchange, String host, HttpPool.Answer answer, boolean whole, long most) {
        List<String> codings = new ArrayList<>();
        for (var header : answer.headers()) {
            if (whole && answer.body() != null && header.name().equalsIgnoreCase("Content-Encoding")) {
                for (String coding : header.value().split(",")) {
                    String name = coding.strip().toLowerCase(Locale.ROOT);
                    if (!name.isEmpty() && !name.equals("identity")) {
                        codings.add(name.startsWith("x-") ? name.substring(2) : name);
                    }
                }
            }
        }
        InputStream body = answer.body() == null ? InputStream.nullInputStream() : answer.body();
        return new ResponseBody(exchange, host, new Raw(body), codings, most, answer.connection());
    }

    /// The bytes as they come, noting whether all have come.
    private static final class Raw extends FilterInputStream {
        private boolean ended;

        Raw(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            ended |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = in.read(bytes, from, length);
            ended |= read < 0;
            return read;
        }

        @Override
        public void close() {
            // Whoever reads decides whether the connection lives on.
        }
    }

    private InputStream decoded() throws IOException {
        InputStream made = in;
        if (made == null) {
            made = new BufferedInputStream(raw);
            made.mark(1);
            if (!codings.isEmpty() && made.read() >= 0) {
                made.reset();
                if (codings.size() > MOST_CODINGS) {
                    throw new ZipException("compressed more than " + MOST_CODINGS + " times over");
                }
                for (String coding : codings.reversed()) {
                    made = decoder(coding, made);
                }
            }
            in = made;
        }
        return made;
    }

    private static InputStream decoder(String coding, InputStream in) throws IOException {
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(in, 1 << 14);
            case "deflate" -> {
                BufferedInputStream peeked = new BufferedInputStream(in);
                peeked.mark(2);
                int first = peeked.read();
                int second = peeked.read();
                peeked.reset();
                // Some servers leave the zlib header away that RFC 9110 asks for.
                boolean zlib = (first & 15) == 8 && (first << 8 | second) % 31 == 0;
                yield new Inflating(peeked, new Inflater(!zlib));
            }
            default -> throw new ZipException("compressed as '" + coding + "', which is not supported");
        };
    }

    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream in, Inflater inflater) {
            super(in, inflater, 1 << 14);
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        if (length == 0) {
            return 0;
        }
        exchange.check();
        int read;
        try {
            // One byte more than allowed tells a body that is too large from one that fits exactly.
            read = decoded().read(bytes, from, (int) Math.min(length, most - count + 1));
            if (read < 0) {
                raw.readNBytes(1);
            }
        } catch (IOException | RuntimeException e) {
            exchange.abort();
            exchange.check();
            throw failure(e);
        }
        count += Math.max(read, 0);
        if (count > most) {
            exchange.abort();
            throw ToolException.limitExceeded("the body from " + host + " is larger than " + most + " bytes")
                    .with("limit", most);
        }
        return read;
    }

    private RuntimeException failure(Exception e) {
        if (e instanceof ZipException || e instanceof EOFException && !codings.isEmpty()) {
            String why = String.valueOf(e.getMessage());
            return ToolException.failed("the body from " + host + " cannot be read: "
                    + (why.startsWith("compressed") ? "it is " + why : "its compression is damaged: " + why));
        }
        if (e instanceof IOException io) {
            return ToolException.failed(host + " " + HttpPool.words(io) + " (after " + count + " bytes of the body)");
        }
        return (RuntimeException) e;
    }

    /// Reads what is left.
    void readAll() {
        byte[] piece = new byte[1 << 12];
        while (read(piece, 0, piece.length) >= 0) {
            // What it says is of no interest.
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!raw.ended) {
            exchange.abort();
        }
        exchange.finish();
        try {
            if (in != null) {
                in.close();
            }
            connection.close();
        } catch (Exception e) {
            // What was read was read; a connection that cannot be closed in order is closed all the same.
            exchange.abort();
        }
    }
}

package dev.incant.kernel.value;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// Reads and writes values as JSON (RFC 8259), losing nothing.
///
/// What JSON has no form for is an object with one reserved key: bytes are `{"$bytes":"<base64>"}`, the numbers that
/// are none are `{"$number":"NaN"}`, `"Infinity"` and `"-Infinity"`. A real map whose only key is one of these, or one
/// of these with more `$` in front, is written with one more `$` in front of it, which the reader takes away.
/// Integers stay `Long`, numbers with a fraction or an exponent `Double`; a number that fits neither exactly is
/// refused. Names that appear twice in one object are refused.
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Values.MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(4_000)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// How much is read before the next look whether to go on, in characters or bytes.
    private static final int PIECE = 16 << 10;

    private Json() {}

    /// Reads one JSON text.
    ///
    /// @throws ToolException `invalid_params`, its message and details with line and column
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return only(parser);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// Reads one JSON text in UTF-8; see [#parse(String)].
    public static @Nullable Object parse(byte[] text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return only(parser);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// Reads one JSON text in UTF-8 to the stream's end, and leaves the stream open; see [#parse(String)].
    public static @Nullable Object parse(InputStream text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return only(parser);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// Reads one JSON text, and may be stopped while it does; see [#parse(String)].
    ///
    /// @param check run every few thousand characters; what it throws ends the reading
    public static @Nullable Object parse(String text, Runnable check) {
        // What fits the parser's first piece is read at once.
        return text.length() < PIECE ? parse(text) : parse(new CheckedReader(new StringReader(text), check));
    }

    /// Reads one JSON text in UTF-8, and may be stopped while it does; see [#parse(String, Runnable)].
    public static @Nullable Object parse(byte[] text, Runnable check) {
        return text.length < PIECE
                ? parse(text)
                : parse(new CheckedInput(new java.io.ByteArrayInputStream(text), check));
    }

    private static @Nullable Object parse(Reader text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return only(parser);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    /// Writes a value on one line.
    public static String write(@Nullable Object value) {
        return write(value, () -> {});
    }

    /// Writes a value on one line, and may be stopped while it does.
    ///
    /// @param check run every few thousand characters; what it throws ends the writing
    public static String write(@Nullable Object value, Runnable check) {
        StringWriter text = new CheckedWriter(check);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    /// Writes a value on one line as UTF-8 and flushes, but does not close, the stream.
    public static void write(OutputStream out, @Nullable Object value) {
        JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), new Unclosed(out));
        try (generator) {
            write(generator, value);
        }
    }

    /// Writes a value for people: two spaces for each level, one entry a line; empty lists and maps on one line.
    public static String pretty(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        pretty(text, value, 0);
        return text.toString();
    }

    private static void pretty(StringBuilder text, @Nullable Object value, int level) {
        if (value instanceof Map<?, ?> map && !map.isEmpty() && reserved(map) == null) {
            text.append("{\n");
            boolean first = true;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!first) {
                    text.append(",\n");
                }
                first = false;
                indent(text, level + 1).append(write(entry.getKey())).append(": ");
                pretty(text, entry.getValue(), level + 1);
            }
            indent(text.append('\n'), level).append('}');
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            text.append("[\n");
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    text.append(",\n");
                }
                pretty(indent(text, level + 1), list.get(i), level + 1);
            }
            indent(text.append('\n'), level).append(']');
        } else {
            text.append(write(value));
        }
    }

    private static StringBuilder indent(StringBuilder text, int level) {
        return text.repeat("  ", level);
    }

    private static @Nullable Object only(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw ToolException.invalidParams("JSON expected, found nothing");
        }
        Object value = read(parser, first);
        if (parser.nextToken() != null) {
            throw at(parser.currentTokenLocation(), "something follows the end of the JSON value");
        }
        return value;
    }

    private static @Nullable Object read(JsonParser parser, JsonToken token) {
        switch (token) {
            case START_OBJECT:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser.nextToken()) {
                    String name = parser.currentName();
                    map.put(name, read(parser, parser.nextToken()));
                }
                return map.size() == 1 ? unreserved(parser, map) : map;
            case START_ARRAY:
                List<@Nullable Object> list = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    list.add(read(parser, next));
                }
                return list;
            case VALUE_STRING:
                return parser.getString();
            case VALUE_NUMBER_INT:
                return integer(parser);
            case VALUE_NUMBER_FLOAT:
                return number(parser);
            case VALUE_TRUE:
                return Boolean.TRUE;
            case VALUE_FALSE:
                return Boolean.FALSE;
            default:
                return null;
        }
    }

    private static Object integer(JsonParser parser) {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        BigInteger big = parser.getBigIntegerValue();
        double near = big.doubleValue();
        if (!Double.isInfinite(near) && new BigDecimal(near).toBigInteger().equals(big)) {
            return near;
        }
        throw at(parser.currentTokenLocation(), "the number " + shortened(parser.getString()) + " is out of range");
    }

    private static Object number(JsonParser parser) {
        double near = parser.getDoubleValue();
        // Seventeen digits name one double and nothing else; only longer texts can ask for more than a double has.
        String text = parser.getString();
        boolean exact = !Double.isInfinite(near)
                && (text.length() <= 17 || new BigDecimal(Double.toString(near)).compareTo(new BigDecimal(text)) == 0);
        boolean vanished = near == 0 && parser.getDecimalValue().signum() != 0;
        if (exact && !vanished) {
            return near;
        }
        throw at(
                parser.currentTokenLocation(),
                "the number " + shortened(text) + " has more digits than a double; give it as a string");
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 37) + "...";
    }

    private static @Nullable String reserved(Map<?, ?> map) {
        if (map.size() != 1 || !(map.keySet().iterator().next() instanceof String key) || !key.startsWith("$")) {
            return null;
        }
        int name = 0;
        while (name < key.length() && key.charAt(name) == '$') {
            name++;
        }
        String rest = key.substring(name);
        return rest.equals("bytes") || rest.equals("number") ? key : null;
    }

    private static Object unreserved(JsonParser parser, Map<String, @Nullable Object> map) {
        String key = reserved(map);
        if (key == null) {
            return map;
        }
        Object value = map.get(key);
        if (key.startsWith("$$")) {
            Map<String, @Nullable Object> real = new LinkedHashMap<>();
            real.put(key.substring(1), value);
            return real;
        }
        if (key.equals("$bytes") && value instanceof String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw at(parser.currentTokenLocation(), "$bytes is not base64: " + e.getMessage());
            }
        }
        if (key.equals("$number") && value instanceof String text) {
            switch (text) {
                case "NaN":
                    return Double.NaN;
                case "Infinity":
                    return Double.POSITIVE_INFINITY;
                case "-Infinity":
                    return Double.NEGATIVE_INFINITY;
                default:
                    break;
            }
        }
        throw at(parser.currentTokenLocation(), "not a value of " + key + ": " + shortened(write(value)));
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Long number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof Double number) {
            writeNumber(generator, number);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> map) {
            boolean escape = reserved(map) != null;
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String name = (String) entry.getKey();
                generator.writeName(escape ? "$" + name : name);
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof byte[] bytes) {
            generator.writeStartObject();
            generator.writeName("$bytes");
            generator.writeString(Base64.getEncoder().encodeToString(bytes));
            generator.writeEndObject();
        } else {
            throw new IllegalArgumentException(
                    "not a value of the contract: " + value.getClass().getName());
        }
    }

    private static void writeNumber(JsonGenerator generator, double number) {
        if (Double.isFinite(number)) {
            generator.writeNumber(number);
        } else {
            generator.writeStartObject();
            generator.writeName("$number");
            generator.writeString(Double.toString(number));
            generator.writeEndObject();
        }
    }

    private static ToolException problem(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        String message = e.getOriginalMessage();
        if (e instanceof StreamReadException && location != null) {
            return at(location, message);
        }
        return new ToolException(ErrorCode.INVALID_PARAMS, "cannot read the JSON: " + message);
    }

    private static ToolException at(TokenStreamLocation location, String message) {
        return ToolException.invalidParams("bad JSON at line " + location.getLineNr() + ", column "
                        + location.getColumnNr() + ": " + message)
                .with("line", (long) location.getLineNr())
                .with("column", (long) location.getColumnNr());
    }

    private static final class CheckedReader extends java.io.FilterReader {
        private final Runnable check;

        CheckedReader(Reader in, Runnable check) {
            super(in);
            this.check = check;
        }

        @Override
        public int read(char[] into, int from, int length) throws java.io.IOException {
            check.run();
            return in.read(into, from, Math.min(length, PIECE));
        }
    }

    private static final class CheckedInput extends java.io.FilterInputStream {
        private final Runnable check;

        CheckedInput(InputStream in, Runnable check) {
            super(in);
            this.check = check;
        }

        @Override
        public int read(byte[] into, int from, int length) throws java.io.IOException {
            check.run();
            return in.read(into, from, Math.min(length, PIECE));
        }
    }

    private static final class CheckedWriter extends StringWriter {
        private final Runnable check;

        CheckedWriter(Runnable check) {
            this.check = check;
        }

        @Override
        public void write(char[] text, int from, int length) {
            check.run();
            super.write(text, from, length);
        }
    }

    /// Keeps a generator's close, which also flushes, from closing the stream beneath.
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws java.io.IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws java.io.IOException {
            flush();
        }
    }
}

package dev.incant.tools.text;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.WatchedText;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes base64 (RFC 4648, sections 4 and 5), of text, hex bytes or files.
public final class Base64Encoder implements Tool {
    /// How much is done before the next look whether to stop; whole groups of three bytes and of four characters.
    private static final int PIECE = 12 << 13;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "base64_encoder", Category.UTILITY, "Encode bytes as base64 text and decode them again.")
            .tags("base64", "encoding", "decode", "binary", "url-safe", "b64", "encode", "data url")
            .phrases(
                    "encode this text as base64",
                    "decode a base64 string",
                    "turn a file into base64",
                    "make a url-safe token of some bytes",
                    "what does this base64 say")
            .operation(Operation.of("encode", "Encode text, hex bytes or a file.")
                    .mainOptional(Parameter.text("input", "The text to encode, or hex bytes with binary_input."))
                    .optional(Parameter.path("input_file", "The file to encode instead of input.")
                            .needs(Permission.READ))
                    .optional(Parameter.path("output_file", "The file to write the result to.")
                            .needs(Permission.WRITE))
                    .optional(variant())
                    .optional(Parameter.bool("padding", "Whether to pad with '='.")
                            .otherwise(true))
                    .optional(Parameter.bool("binary_input", "Whether input is bytes in hex.")
                            .otherwise(false))
                    .returns(result("The base64 text; missing when written to a file."), "output")
                    .effects(Effects.REPLACES)
                    .example(
                            "Encode a text.",
                            Map.of("input", "Hello, World!"),
                            Values.map("output", "SGVsbG8sIFdvcmxkIQ==", "variant", "standard", "bytes", 13))
                    .example(
                            "Encode bytes for a URL.",
                            Values.map("input", "fbff00", "binary_input", true, "variant", "url-safe"),
                            Values.map("output", "-_8A", "variant", "url-safe", "bytes", 3))
                    .example(Example.of("Encode a file.", Map.of("input_file", "note.txt"))
                            .with(Fixture.file("note.txt", "hi"))
                            .gives(Values.map("output", "aGk=", "variant", "standard", "bytes", 2)))
                    .handledBy(Base64Encoder::encode))
            .operation(Operation.of("decode", "Decode base64 text.")
                    .mainOptional(Parameter.text("input", "The base64 text; white space in it is ignored."))
                    .optional(Parameter.path("input_file", "The file with the base64 text instead of input.")
                            .needs(Permission.READ))
                    .optional(Parameter.path("output_file", "The file to write the bytes to.")
                            .needs(Permission.WRITE))
                    .optional(variant())
                    .returns(
                            Schema.object(
                                    "What was decoded.",
                                    Field.optional(
                                            "output", Schema.string("The text, or hex where the bytes are no UTF-8.")),
                                    Field.of("encoding", Schema.oneOf("How output is written.", "utf-8", "hex")),
                                    Field.of("binary", Schema.bool("Whether the bytes are no UTF-8 text.")),
                                    Field.of("variant", Schema.string("The alphabet used.")),
                                    Field.of("bytes", Schema.integer("How many bytes were decoded.")),
                                    Field.optional("output_file", Schema.string("The file written."))),
                            "output")
                    .effects(Effects.REPLACES)
                    .example(
                            "Decode a text.",
                            Map.of("input", "SGVsbG8sIFdvcmxkIQ=="),
                            Values.map(
                                    "output",
                                    "Hello, World!",
                                    "encoding",
                                    "utf-8",
                                    "binary",
                                    false,
                                    "variant",
                                    "standard",
                                    "bytes",
                                    13))
                    .example(
                            "Bytes that are no text come back in hex.",
                            Map.of("input", "/9j/"),
                            Values.map(
                                    "output",
                                    "ffd8ff",
                                    "encoding",
                                    "hex",
                                    "binary",
                                    true,
                                    "variant",
                                    "standard",
                                    "bytes",
                                    3))
                    .handledBy(Base64Encoder::decode));

    private static Parameter variant() {
        return Parameter.text("variant", "The alphabet: '+' and '/', or '-' and '_'.")
                .oneOf("standard", "url-safe")
                .otherwise("standard");
    }

    private static Schema result(String output) {
        return Schema.object(
                "What was encoded.",
                Field.optional("output", Schema.string(output)),
                Field.of("variant", Schema.string("The alphabet used.")),
                Field.of("bytes", Schema.integer("How many bytes were encoded.")),
                Field.optional("output_file", Schema.string("The file written.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object encode(Args args, ToolContext context) {
        byte[] bytes = args.has("input_file")
                ? context.files().read(args.string("input_file"))
                : args.bool("binary_input") ? hex(input(args), context) : utf8(input(args));
        Base64.Encoder encoder =
                args.string("variant").equals("url-safe") ? Base64.getUrlEncoder() : Base64.getEncoder();
        byte[] text = encoded(bytes, args.bool("padding") ? encoder : encoder.withoutPadding(), context);
        Map<String, @Nullable Object> result = Values.map("variant", args.string("variant"), "bytes", bytes.length);
        if (args.has("output_file")) {
            return written(args, context, text, result);
        }
        return withOutput(new String(text, StandardCharsets.US_ASCII), result);
    }

    private static Object decode(Args args, ToolContext context) {
        String text = args.has("input_file") ? context.files().readText(args.string("input_file")) : input(args);
        byte[] bytes = decoded(withoutSpace(text, context), args.string("variant"), context);
        String decoded = asText(bytes, context);
        Map<String, @Nullable Object> result = Values.map(
                "encoding",
                decoded == null ? "hex" : "utf-8",
                "binary",
                decoded == null,
                "variant",
                args.string("variant"),
                "bytes",
                bytes.length);
        if (args.has("output_file")) {
            return written(args, context, bytes, result);
        }
        return withOutput(decoded == null ? inHex(bytes, context) : decoded, result);
    }

    private static String input(Args args) {
        return args.optionalString("input")
                .orElseThrow(() -> ToolException.invalidParams("give either input or input_file"));
    }

    private static Object written(
            Args args, ToolContext context, byte[] content, Map<String, @Nullable Object> result) {
        context.files().write(args.string("output_file"), content);
        result.put("output_file", args.string("output_file"));
        return result;
    }

    /// The result with its headline in front.
    private static Object withOutput(String output, Map<String, @Nullable Object> rest) {
        Map<String, @Nullable Object> result = Values.map("output", output);
        result.putAll(rest);
        return result;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String text, ToolContext context) {
        try {
            return HexFormat.of().parseHex(WatchedText.of(withoutSpace(text, context), context.cancellation()));
        } catch (IllegalArgumentException e) {
            throw ToolException.invalidParams("input: not bytes in hex: " + e.getMessage());
        }
    }

    private static String inHex(byte[] bytes, ToolContext context) {
        StringBuilder hex = new StringBuilder(2 * bytes.length);
        for (int from = 0; from < bytes.length; from += PIECE) {
            context.checkCancelled();
            hex.append(HexFormat.of().formatHex(bytes, from, Math.min(from + PIECE, bytes.length)));
        }
        return hex.toString();
    }

    private static String withoutSpace(String text, ToolContext context) {
        StringBuilder rest = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i % PIECE == 0) {
                context.checkCancelled();
            }
            if (c != ' ' && (c < '\t' || c > '\r')) {
                rest.append(c);
            }
        }
        return rest.toString();
    }

    private static byte[] encoded(byte[] bytes, Base64.Encoder encoder, ToolContext context) {
        byte[] all = new byte[encoder.encode(new byte[bytes.length % 3]).length + bytes.length / 3 * 4];
        int at = 0;
        // Whole groups of three, so that only the last piece has an end to be padded.
        for (int from = 0; from < bytes.length; from += PIECE) {
            context.checkCancelled();
            byte[] piece = encoder.encode(Arrays.copyOfRange(bytes, from, Math.min(from + PIECE, bytes.length)));
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    private static byte[] inPieces(String text, Base64.Decoder decoder, ToolContext context) {
        int end = text.indexOf('=');
        if (text.length() <= PIECE || end >= 0 && end < text.length() - 2) {
            // What ends too soon is for the decoder to refuse.
            return decoder.decode(text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 4 * 3);
        for (int from = 0; from < text.length(); from += PIECE) {
            context.checkCancelled();
            bytes.writeBytes(decoder.decode(text.substring(from, Math.min(from + PIECE, text.length()))));
        }
        return bytes.toByteArray();
    }

    private static byte[] decoded(String text, String variant, ToolContext context) {
        boolean urlSafe = variant.equals("url-safe");
        try {
            return inPieces(text, urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder(), context);
        } catch (IllegalArgumentException e) {
            boolean other = urlSafe ? text.matches(".*[+/].*") : text.matches(".*[-_].*");
            throw ToolException.invalidParams("input: not base64: " + e.getMessage()
                    + (other ? "; variant = '" + (urlSafe ? "standard" : "url-safe") + "' may fit" : ""));
        }
    }

    /// The bytes as text, or null when they are no UTF-8.
    private static @Nullable String asText(byte[] bytes, ToolContext context) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer from = ByteBuffer.wrap(bytes);
        CharBuffer piece = CharBuffer.allocate(Math.min(PIECE, bytes.length + 1));
        StringBuilder text = new StringBuilder(bytes.length);
        CoderResult outcome;
        do {
            context.checkCancelled();
            outcome = decoder.decode(from, piece, true);
            text.append(piece.flip());
            piece.clear();
        } while (outcome.isOverflow());
        return outcome.isError() ? null : text.toString();
    }
}

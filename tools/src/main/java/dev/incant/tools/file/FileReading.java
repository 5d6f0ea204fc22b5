package dev.incant.tools.file;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Reads a file whole, or a range of its bytes: then the file may have any size, and only the range counts against the
/// session's `fileSize`.
final class FileReading {
    private static final Fixture NOTE = Fixture.file("note.txt", "hello\n");

    private FileReading() {}

    static Operation operation() {
        return Operation.of("read", "Read a file, whole or a range of its bytes.")
                .main(Parameter.path("path", "The file.").needs(Permission.READ))
                .optional(Parameter.text("encoding", "How the content comes: as text, or as base64 of any bytes.")
                        .oneOf("utf-8", "base64")
                        .otherwise("utf-8"))
                .optional(Parameter.integer("offset", "The first byte to read, from 0 on.")
                        .between(0, Long.MAX_VALUE))
                .optional(Parameter.integer("length", "The most bytes to read; the rest of the file when left out.")
                        .between(0, Integer.MAX_VALUE - 8))
                .returns(
                        Schema.object(
                                "The file.",
                                Field.of("content", Schema.string("The text, or base64 of the bytes.")),
                                Field.of("path", Schema.string("The file read.")),
                                Field.of("size", Schema.integer("The whole file's size in bytes.")),
                                Field.optional("offset", Schema.integer("The first byte read, where a range was.")),
                                Field.optional("bytes", Schema.integer("How many were read, where a range was."))),
                        "content")
                .readOnly()
                .example(Example.of("Read a text.", Map.of("path", "note.txt"))
                        .with(NOTE)
                        .gives(Values.map("content", "hello\n", "path", "note.txt", "size", 6)))
                .example(Example.of("Read bytes.", Map.of("path", "note.txt", "encoding", "base64"))
                        .with(NOTE)
                        .gives(Values.map("content", "aGVsbG8K", "path", "note.txt", "size", 6)))
                .example(Example.of("Read a range.", Values.map("path", "note.txt", "offset", 1, "length", 3))
                        .with(NOTE)
                        .gives(Values.map("content", "ell", "path", "note.txt", "size", 6, "offset", 1, "bytes", 3)))
                .handledBy(FileReading::run);
    }

    private static Object run(Args args, ToolContext context) throws IOException {
        String path = args.string("path");
        boolean text = args.string("encoding").equals("utf-8");
        if (args.given("offset") || args.given("length")) {
            return range(args, context, path, text);
        }
        if (text) {
            String content = context.files().readText(path);
            return Values.map(
                    "content",
                    content,
                    "path",
                    path,
                    "size",
                    context.files().info(path).size());
        }
        byte[] bytes = context.files().read(path);
        return Values.map("content", Base64.getEncoder().encodeToString(bytes), "path", path, "size", bytes.length);
    }

    private static Object range(Args args, ToolContext context, String path, boolean text) throws IOException {
        long offset = args.optionalInteger("offset").orElse(0);
        long size = context.files().info(path).size();
        long limit = context.limits().fileSize();
        byte[] bytes;
        try (InputStream in = context.files().open(path)) {
            skip(in, offset);
            long most = Math.min(limit, Integer.MAX_VALUE - 9);
            bytes = in.readNBytes((int) Math.min(args.optionalInteger("length").orElse(Long.MAX_VALUE), most + 1));
        }
        if (bytes.length > limit) {
            throw ToolException.limitExceeded("length: the range of '" + path
                    + "' has more than the session's limit of " + limit + " bytes for a file (fileSize)");
        }
        return Values.map(
                "content",
                text ? text(bytes, path, offset) : Base64.getEncoder().encodeToString(bytes),
                "path",
                path,
                "size",
                size,
                "offset",
                offset,
                "bytes",
                bytes.length);
    }

    /// Goes on by so many bytes, or to the end. What the system makes up while it is read cannot be skipped but
    /// read.
    private static void skip(InputStream in, long count) throws IOException {
        long left = count - in.skip(count);
        byte[] block = new byte[8192];
        while (left > 0) {
            int read = in.read(block, 0, (int) Math.min(left, block.length));
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    private static String text(byte[] bytes, String path, long offset) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw ToolException.failed("'" + path + "' from byte " + offset + " on for " + bytes.length
                    + " bytes is not UTF-8; move the range to whole characters, or use encoding = 'base64'");
        }
    }
}

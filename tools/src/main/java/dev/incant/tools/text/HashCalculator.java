package dev.incant.tools.text;

import dev.incant.kernel.capability.Permission;
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
import dev.incant.tools.text.Checksum.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/// Computes and checks hashes, HMACs and CRC-32 of text, bytes or files; files are streamed, whatever their size.
public final class HashCalculator implements Tool {
    /// How much is hashed before the next look whether to stop.
    private static final int PIECE = 1 << 16;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "hash_calculator", Category.UTILITY, "Compute and verify hashes, HMACs and checksums.")
            .tags(
                    "hash",
                    "checksum",
                    "digest",
                    "sha256",
                    "md5",
                    "blake3",
                    "crc32",
                    "hmac",
                    "verify",
                    "integrity",
                    "sha1",
                    "sha512",
                    "md5sum",
                    "sha256sum",
                    "crc",
                    "fingerprint",
                    "signature")
            .phrases(
                    "give me the sha512 hash of a file",
                    "compute the md5 checksum of this text",
                    "check whether a download matches its checksum",
                    "make an hmac of this payload with a key",
                    "verify the hmac of a webhook",
                    "sign data with hmac and a secret")
            .operation(Operation.of("hash", "Compute the hash of text, bytes or a file.")
                    .mainOptional(input())
                    .optional(file())
                    .optional(inputType())
                    .optional(algorithm())
                    .optional(format())
                    .returns(
                            Schema.object(
                                    "What was computed.",
                                    Field.of("hash", Schema.string("The hash.")),
                                    Field.of("algorithm", Schema.string("The algorithm's name.")),
                                    Field.of("format", Schema.string("How hash is written.")),
                                    Field.of("bytes", Schema.integer("How many bytes were read."))),
                            "hash")
                    .effects(Effects.READ_ONLY)
                    .timeout(Duration.ofMinutes(10))
                    .example(
                            "Hash a text.",
                            Map.of("input", "abc"),
                            Values.map(
                                    "hash",
                                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                    "algorithm",
                                    "SHA-256",
                                    "format",
                                    "hex",
                                    "bytes",
                                    3))
                    .example(
                            "Hash bytes given in hex.",
                            Values.map("input", "616263", "input_type", "hex", "algorithm", "md5", "format", "base64"),
                            Values.map(
                                    "hash",
                                    "kAFQmDzST7DWlj99KOF/cg==",
                                    "algorithm",
                                    "MD5",
                                    "format",
                                    "base64",
                                    "bytes",
                                    3))
                    .example(Example.of("Compute a file's checksum.", Values.map("file", "a.txt", "algorithm", "crc32"))
                            .with(Fixture.file("a.txt", "123456789"))
                            .gives(Values.map("hash", "cbf43926", "algorithm", "CRC32", "format", "hex", "bytes", 9)))
                    .handledBy(HashCalculator::hash))
            .operation(Operation.of("verify", "Check that text, bytes or a file has the hash or HMAC expected.")
                    .mainOptional(input())
                    .optional(file())
                    .optional(inputType())
                    .optional(algorithm())
                    .required(Parameter.text("expected_hash", "The hash it should have.")
                            .alias("expected"))
                    .optional(Parameter.text("expected_format", "How expected_hash is written.")
                            .oneOf("hex", "base64")
                            .otherwise("hex"))
                    .optional(Parameter.text("key", "The key, when expected_hash is an HMAC."))
                    .optional(keyFormat())
                    .returns(
                            Schema.object(
                                    "What was found.",
                                    Field.of("verified", Schema.bool("Whether the hash is as expected.")),
                                    Field.of("algorithm", Schema.string("The algorithm's name.")),
                                    Field.of("expected", Schema.string("The hash expected, in hex.")),
                                    Field.of("actual", Schema.string("The hash found, in hex.")),
                                    Field.of("bytes", Schema.integer("How many bytes were read."))),
                            "verified")
                    .effects(Effects.READ_ONLY)
                    .timeout(Duration.ofMinutes(10))
                    .example(
                            "Check a text.",
                            Values.map(
                                    "input",
                                    "abc",
                                    "algorithm",
                                    "sha1",
                                    "expected_hash",
                                    "A9993E364706816ABA3E25717850C26C9CD0D89D"),
                            Values.map(
                                    "verified",
                                    true,
                                    "algorithm",
                                    "SHA-1",
                                    "expected",
                                    "a9993e364706816aba3e25717850c26c9cd0d89d",
                                    "actual",
                                    "a9993e364706816aba3e25717850c26c9cd0d89d",
                                    "bytes",
                                    3))
                    .example(
                            "A hash that differs.",
                            Values.map("input", "abd", "algorithm", "crc32", "expected_hash", "352441c2"),
                            Values.map(
                                    "verified",
                                    false,
                                    "algorithm",
                                    "CRC32",
                                    "expected",
                                    "352441c2",
                                    "actual",
                                    "ab40d461",
                                    "bytes",
                                    3))
                    .handledBy(HashCalculator::verify))
            .operation(Operation.of("hmac", "Compute the keyed hash that proves who wrote text, bytes or a file.")
                    .mainOptional(input())
                    .required(Parameter.text("key", "The secret key."))
                    .optional(keyFormat())
                    .optional(file())
                    .optional(inputType())
                    .optional(algorithm())
                    .optional(format())
                    .returns(
                            Schema.object(
                                    "What was computed.",
                                    Field.of("hmac", Schema.string("The HMAC.")),
                                    Field.of("algorithm", Schema.string("The name of the hash in it.")),
                                    Field.of("format", Schema.string("How hmac is written.")),
                                    Field.of("bytes", Schema.integer("How many bytes were read."))),
                            "hmac")
                    .effects(Effects.READ_ONLY)
                    .timeout(Duration.ofMinutes(10))
                    .example(
                            "Sign a text (RFC 4231, test case 2).",
                            Values.map("input", "what do ya want for nothing?", "key", "Jefe"),
                            Values.map(
                                    "hmac",
                                    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                                    "algorithm",
                                    "SHA-256",
                                    "format",
                                    "hex",
                                    "bytes",
                                    28))
                    .example(
                            "Use a key in hex and SHA-1 (RFC 2202, test case 1).",
                            Values.map(
                                    "input",
                                    "Hi There",
                                    "key",
                                    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
                                    "key_format",
                                    "hex",
                                    "algorithm",
                                    "sha-1"),
                            Values.map(
                                    "hmac",
                                    "b617318655057264e28bc0b6fb378c8ef146be00",
                                    "algorithm",
                                    "SHA-1",
                                    "format",
                                    "hex",
                                    "bytes",
                                    8))
                    .handledBy(HashCalculator::hmac));

    private static Parameter input() {
        return Parameter.text("input", "The text to hash, as UTF-8, or bytes in hex with input_type = hex.");
    }

    private static Parameter file() {
        return Parameter.path("file", "The file to hash instead of input.")
                .needs(Permission.READ)
                .alias("input_file");
    }

    private static Parameter inputType() {
        return Parameter.text("input_type", "What is hashed; found out from what is given.")
                .oneOf("string", "hex", "file");
    }

    private static Parameter algorithm() {
        return Parameter.text(
                        "algorithm",
                        "One of md5, sha1, sha224, sha256, sha384, sha512, sha512/224, sha512/256, sha3-224, sha3-256,"
                                + " sha3-384, sha3-512, blake3, crc32; hyphens and case do not matter.")
                .otherwise("sha256");
    }

    private static Parameter format() {
        return Parameter.text("format", "How the hash is written.")
                .oneOf("hex", "base64")
                .otherwise("hex");
    }

    private static Parameter keyFormat() {
        return Parameter.text("key_format", "How key is written.")
                .oneOf("string", "hex", "base64")
                .otherwise("string");
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private record Read(byte[] hash, long bytes) {}

    private static Object hash(Args args, ToolContext context) throws IOException {
        Algorithm algorithm = Algorithm.named(args.string("algorithm"));
        return result("hash", algorithm, read(args, context, algorithm.start()), args.string("format"));
    }

    private static Object hmac(Args args, ToolContext context) throws IOException {
        Algorithm algorithm = Algorithm.named(args.string("algorithm"));
        return result("hmac", algorithm, read(args, context, algorithm.start(key(args))), args.string("format"));
    }

    private static Object result(String name, Algorithm algorithm, Read read, String format) {
        String written = format.equals("hex")
                ? HexFormat.of().formatHex(read.hash())
                : Base64.getEncoder().encodeToString(read.hash());
        return Values.map(name, written, "algorithm", algorithm.title(), "format", format, "bytes", read.bytes());
    }

    private static Object verify(Args args, ToolContext context) throws IOException {
        Algorithm algorithm = Algorithm.named(args.string("algorithm"));
        byte[] expected = bytes("expected_hash", args.string("expected_hash").strip(), args.string("expected_format"));
        if (expected.length != algorithm.size()) {
            throw ToolException.invalidParams("expected_hash: has " + expected.length + " bytes, but "
                    + algorithm.title() + " gives " + algorithm.size() + sameSize(expected.length));
        }
        Read read = read(args, context, args.has("key") ? algorithm.start(key(args)) : algorithm.start());
        return Values.map(
                "verified",
                MessageDigest.isEqual(expected, read.hash()),
                "algorithm",
                algorithm.title(),
                "expected",
                HexFormat.of().formatHex(expected),
                "actual",
                HexFormat.of().formatHex(read.hash()),
                "bytes",
                read.bytes());
    }

    private static String sameSize(int bytes) {
        StringBuilder fitting = new StringBuilder();
        for (Algorithm each : Algorithm.values()) {
            if (each.size() == bytes) {
                fitting.append(fitting.isEmpty() ? "; " : ", ").append(each.title());
            }
        }
        return fitting.isEmpty() ? "" : fitting.append(" would fit").toString();
    }

    private static byte[] key(Args args) {
        String key = args.string("key");
        String format = args.string("key_format");
        return format.equals("string") ? key.getBytes(StandardCharsets.UTF_8) : bytes("key", key, format);
    }

    private static byte[] bytes(String parameter, String text, String format) {
        try {
            return format.equals("hex")
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // The value itself is not shown: it may be a secret.
            throw ToolException.invalidParams(parameter + ": not " + format + ", " + text.length() + " characters");
        }
    }

    private static Read read(Args args, ToolContext context, Checksum checksum) throws IOException {
        if (args.has("input") == args.has("file")) {
            throw ToolException.invalidParams("give either input or file");
        }
        String type = args.optionalString("input_type").orElse(args.has("file") ? "file" : "string");
        if (type.equals("file") != args.has("file")) {
            throw ToolException.invalidParams(
                    "input_type: '" + type + "' does not fit: " + (args.has("file") ? "file" : "input") + " is given");
        }
        if (!type.equals("file")) {
            String input = args.string("input");
            byte[] content = type.equals("hex") ? bytes("input", input, "hex") : input.getBytes(StandardCharsets.UTF_8);
            for (int from = 0; from < content.length; from += PIECE) {
                context.checkCancelled();
                checksum.update(content, from, Math.min(PIECE, content.length - from));
            }
            return new Read(checksum.finish(), content.length);
        }
        long size = context.files().info(args.string("file")).size();
        long total = 0;
        byte[] buffer = new byte[PIECE];
        try (InputStream in = context.files().open(args.string("file"))) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                context.checkCancelled();
                checksum.update(buffer, 0, count);
                total += count;
                if (total % (1 << 24) == 0) {
                    context.progress().report(total, size, null);
                }
            }
        }
        return new Read(checksum.finish(), total);
    }
}

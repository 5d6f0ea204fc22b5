package dev.incant.tools.text;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes and checks identifiers: UUIDs of RFC 9562 in versions 1 and 3 to 7, and ULIDs.
public final class UuidGenerator implements Tool {
    private static final UUID DNS = new UUID(0x6ba7b8109dad11d1L, 0x80b400c04fd430c8L);
    private static final List<String> NAMESPACES = List.of("dns", "url", "oid", "x500", "agent", "tool", "workflow");

    private static final ToolSpec SPEC = ToolSpec.of(
                    "uuid_generator", Category.UTILITY, "Make and check UUIDs, ULIDs and readable identifiers.")
            .tags("uuid", "ulid", "guid", "identifier", "id", "unique", "random")
            .phrases(
                    "generate a uuid",
                    "make a sortable unique id",
                    "is this a valid uuid",
                    "when was this uuid made",
                    "the same id for the same name")
            .defaultOperation(Operation.of("generate", "Make one or more UUIDs or ULIDs.")
                    .optional(Parameter.text(
                                    "version",
                                    "What it is made of: time (v1, v6, v7, ulid), a name (v3, v5) or chance (v4).")
                            .oneOf("v4", "v7", "v1", "v3", "v5", "v6", "ulid", "4", "7", "1", "3", "5", "6")
                            .otherwise("v4"))
                    .optional(format())
                    .optional(Parameter.text(
                                    "namespace", "For v3 and v5: dns, url, oid, x500, agent, tool, workflow or a UUID.")
                            .otherwise("dns"))
                    .optional(Parameter.text("name", "For v3 and v5: the name."))
                    .optional(Parameter.integer("count", "How many.").between(1, 10_000))
                    .returns(
                            Schema.object(
                                    "What was made.",
                                    Field.of("uuid", Schema.string("The identifier, the first of several.")),
                                    Field.optional(
                                            "uuids", Schema.list("All, when count is given.", Schema.string("One."))),
                                    Field.of("version", Schema.string("Its version.")),
                                    Field.of("format", Schema.string("How it is written."))),
                            "uuid")
                    .readOnly()
                    .example(
                            "Name a domain.",
                            Values.map("version", "v5", "name", "www.example.com"),
                            Values.map(
                                    "uuid",
                                    "2ed6657d-e927-568b-95e1-2665a8aea6a2",
                                    "version",
                                    "v5",
                                    "format",
                                    "hyphenated"))
                    .example(Example.of("Make one that sorts by time.", Map.of("version", "v7"))
                            .givesAtLeast(Map.of("version", "v7", "format", "hyphenated")))
                    .handledBy(UuidGenerator::generate))
            .operation(Operation.of("validate", "Check an identifier and say what it holds.")
                    .main(Parameter.text("uuid", "A UUID in any of its forms, or a ULID.")
                            .alias("input"))
                    .returns(
                            Schema.object(
                                    "What was found.",
                                    Field.of("valid", Schema.bool("Whether it is a UUID or ULID.")),
                                    Field.of(
                                            "uuid", Schema.string("The identifier in its standard form, or as given.")),
                                    Field.optional("version", Schema.string("Its version.")),
                                    Field.optional("variant", Schema.string("Who defines its layout.")),
                                    Field.optional("time", Schema.string("When it was made, in UTC.")),
                                    Field.optional("error", Schema.string("Why it is none."))),
                            "valid")
                    .readOnly()
                    .example(
                            "Read the time of a version 7 UUID (RFC 9562, appendix A.6).",
                            Map.of("uuid", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"),
                            Values.map(
                                    "valid",
                                    true,
                                    "uuid",
                                    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
                                    "version",
                                    "v7",
                                    "variant",
                                    "RFC 9562",
                                    "time",
                                    "2022-02-22T19:22:22Z"))
                    .example(
                            "Something else.",
                            Map.of("uuid", "12345"),
                            Values.map(
                                    "valid",
                                    false,
                                    "uuid",
                                    "12345",
                                    "error",
                                    "not a UUID (8-4-4-4-12 or 32 hex digits) and not a ULID (26 characters)"))
                    .handledBy(UuidGenerator::validate))
            .operation(Operation.of("deterministic", "Make the same UUID (version 5) for the same name.")
                    .main(Parameter.text("name", "The name."))
                    .optional(
                            Parameter.text("namespace", "One of agent, tool, workflow, dns, url, oid, x500, or a UUID.")
                                    .otherwise("agent"))
                    .optional(format())
                    .returns(made("uuid", "The UUID."), "uuid")
                    .readOnly()
                    .example(
                            "Name a web page.",
                            Values.map("name", "https://example.com/", "namespace", "url"),
                            Values.map("uuid", "dd2c1780-811a-5296-81c5-178a0ef488bc"))
                    .example(Example.of("Name an agent.", Map.of("name", "reader"))
                            .gives(Values.map("uuid", "ae9bfe41-b525-5bf4-9f48-9e1c8aeb7966")))
                    .handledBy(UuidGenerator::deterministic))
            .operation(Operation.of("component_id", "Make a readable identifier: a prefix and random digits.")
                    .optional(prefix().otherwise("component"))
                    .optional(shorter())
                    .returns(made("id", "The identifier."), "id")
                    .readOnly()
                    .example(Example.of("Make one.", Map.of("prefix", "agent")).givesSomething("it is random"))
                    .example(Example.of("Make a short one.", Values.map("prefix", "agent", "short", true))
                            .givesSomething("it is random"))
                    .handledBy(UuidGenerator::componentId))
            .operation(Operation.of("custom", "Make an identifier of the parts asked for.")
                    .optional(prefix())
                    .optional(Parameter.bool("timestamp", "Whether to put the time in, as 20250115120000.")
                            .otherwise(false))
                    .optional(shorter())
                    .optional(Parameter.text("suffix", "What it ends with.").atMost(200))
                    .returns(made("id", "The identifier."), "id")
                    .readOnly()
                    .example(Example.of("Make one with the time.", Values.map("prefix", "log", "timestamp", true))
                            .givesSomething("it is random"))
                    .example(Example.of("Make a short one.", Values.map("short", true, "suffix", "v2"))
                            .givesSomething("it is random"))
                    .handledBy(UuidGenerator::custom));

    private static Parameter format() {
        return Parameter.text("format", "How it is written; a ULID has one form.")
                .oneOf("hyphenated", "standard", "simple", "urn", "braced")
                .otherwise("hyphenated");
    }

    private static Parameter prefix() {
        return Parameter.text("prefix", "What it begins with.").atMost(200);
    }

    private static Parameter shorter() {
        return Parameter.bool("short", "Whether 8 hex digits are enough: unique among thousands, not millions.")
                .otherwise(false);
    }

    private static Schema made(String name, String meaning) {
        return Schema.object("What was made.", Field.of(name, Schema.string(meaning)));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object generate(Args args, ToolContext context) {
        String asked = args.string("version");
        String version = asked.length() == 1 ? "v" + asked : asked;
        boolean named = version.equals("v3") || version.equals("v5");
        if (named != args.has("name")) {
            throw ToolException.invalidParams(
                    named ? "name: is missing, " + version + " needs one" : "name: is for v3 and v5, not " + version);
        }
        int count = args.has("count") ? args.intValue("count") : 1;
        String format = version.equals("ulid") ? "ulid" : args.string("format");
        RandomGenerator random = context.random();
        Instant now = context.clock().instant();
        int start = random.nextInt(1 << 11);
        int high = random.nextInt(1 << 15);
        long low = random.nextLong();
        List<@Nullable Object> made = new ArrayList<>(count);
        for (long i = 0; i < count; i++) {
            context.checkCancelled();
            made.add(
                    switch (version) {
                        case "v1" -> written(Identifiers.v1(now, i, random), format);
                        case "v3" -> written(byName(3, args), format);
                        case "v5" -> written(byName(5, args), format);
                        case "v6" -> written(Identifiers.v6(now, i, random), format);
                        case "v7" -> written(Identifiers.v7(now, i, start, random), format);
                        case "ulid" -> Identifiers.ulid(now, high, low, i);
                        default -> written(Identifiers.v4(random), format);
                    });
        }
        Map<String, @Nullable Object> result = Values.map("uuid", made.getFirst());
        if (args.has("count")) {
            result.put("uuids", made);
        }
        result.put("version", version);
        result.put("format", format);
        return result;
    }

    private static UUID byName(int version, Args args) {
        return Identifiers.named(version, namespace(args.string("namespace")), args.string("name"));
    }

    /// RFC 9562, section 6.6, or a namespace of ours: the version 5 UUID of its name under DNS.
    private static UUID namespace(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "dns" -> DNS;
            case "url" -> new UUID(DNS.getMostSignificantBits() + (1L << 32), DNS.getLeastSignificantBits());
            case "oid" -> new UUID(DNS.getMostSignificantBits() + (2L << 32), DNS.getLeastSignificantBits());
            case "x500" -> new UUID(DNS.getMostSignificantBits() + (4L << 32), DNS.getLeastSignificantBits());
            case "agent", "tool", "workflow" -> Identifiers.named(5, DNS, name.toLowerCase(Locale.ROOT) + ".incant");
            default -> {
                UUID uuid = Identifiers.parse(name);
                if (uuid == null) {
                    throw ToolException.invalidParams("namespace: must be a UUID or one of "
                            + String.join(", ", NAMESPACES) + ", not '" + name + "'" + Nearest.hint(name, NAMESPACES));
                }
                yield uuid;
            }
        };
    }

    private static String written(UUID uuid, String format) {
        return switch (format) {
            case "simple" -> uuid.toString().replace("-", "");
            case "urn" -> "urn:uuid:" + uuid;
            case "braced" -> "{" + uuid + "}";
            default -> uuid.toString();
        };
    }

    private static Object deterministic(Args args, ToolContext context) {
        return Values.map("uuid", written(byName(5, args), args.string("format")));
    }

    private static Object validate(Args args, ToolContext context) {
        String text = args.string("uuid").strip();
        UUID uuid = Identifiers.parse(text);
        if (uuid == null) {
            Instant time = Identifiers.ulidTime(text);
            return time == null
                    ? Values.map(
                            "valid",
                            false,
                            "uuid",
                            text,
                            "error",
                            "not a UUID (8-4-4-4-12 or 32 hex digits) and not a ULID (26 characters)")
                    : Values.map(
                            "valid", true, "uuid", text.toUpperCase(Locale.ROOT), "version", "ulid", "time", "" + time);
        }
        Map<String, @Nullable Object> result = Values.map("valid", true, "uuid", uuid.toString());
        boolean nil = uuid.equals(new UUID(0, 0));
        boolean max = uuid.equals(new UUID(-1, -1));
        if (nil || max) {
            result.put("version", nil ? "nil" : "max");
        } else if (uuid.variant() == 2) {
            result.put("version", "v" + uuid.version());
        }
        result.put(
                "variant",
                nil || max
                        ? "RFC 9562"
                        : switch (uuid.variant()) {
                            case 0 -> "NCS";
                            case 2 -> "RFC 9562";
                            case 6 -> "Microsoft";
                            default -> "reserved";
                        });
        Instant time = Identifiers.time(uuid);
        if (time != null) {
            result.put("time", time.toString());
        }
        return result;
    }

    private static Object componentId(Args args, ToolContext context) {
        String digits = digits(args, context);
        String prefix = args.string("prefix");
        return Values.map("id", prefix.isEmpty() ? digits : prefix + "_" + digits);
    }

    private static Object custom(Args args, ToolContext context) {
        List<String> parts = new ArrayList<>(4);
        parts.add(args.optionalString("prefix").orElse(""));
        if (args.bool("timestamp")) {
            parts.add(DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC)
                    .format(context.clock().instant()));
        }
        parts.add(digits(args, context));
        parts.add(args.optionalString("suffix").orElse(""));
        parts.removeIf(String::isEmpty);
        return Values.map("id", String.join("_", parts));
    }

    private static String digits(Args args, ToolContext context) {
        String uuid = Identifiers.v4(context.random()).toString();
        return args.bool("short") ? uuid.substring(0, 8) : uuid;
    }
}

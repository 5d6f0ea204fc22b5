package dev.incant.tools.document;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.archive.ArchiveLook;
import dev.incant.tools.document.archive.Creation;
import dev.incant.tools.document.archive.Extraction;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Packs and unpacks archives. Extracting reads and checks all of an archive before it writes: names that lead outside,
/// links, devices, bombs and damage leave nothing behind. Symbolic links and devices are refused, or skipped and told;
/// hard links to files of the archive become copies. Archives inside archives stay files. Encrypted entries are
/// refused.
public final class ArchiveHandler implements Tool {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long MOST_ENTRIES = 1_000_000;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "archive_handler", Category.FILESYSTEM, "Create, extract, list and test archives.")
            .aliases("archive-handler")
            .tags(
                    "archive",
                    "zip",
                    "tar",
                    "gzip",
                    "7z",
                    "zstd",
                    "compress",
                    "unpack",
                    "extract",
                    "unzip",
                    "untar",
                    "tarball",
                    "bzip2",
                    "xz",
                    "backup")
            .phrases(
                    "unzip a file",
                    "pack a folder into a tar.gz",
                    "what is inside this archive",
                    "check whether a zip is damaged",
                    "compress a file with zstd")
            .operation(Operation.of("create", "Pack files and folders into a new archive.")
                    .main(Parameter.path("path", "The archive to write.")
                            .needs(Permission.WRITE)
                            .alias("archive_path"))
                    .required(Parameter.list(
                                    "input",
                                    "The files and folders; each is stored under its path as it is given here, or under"
                                            + " its last part when that is absolute or holds '..'.",
                                    Schema.string("A path."))
                            .between(1, 100_000)
                            .alias("files", "inputs")
                            .needs(Permission.READ))
                    .optional(Parameter.path("base_path", "The folder that relative paths in input start from.")
                            .needs(Permission.READ))
                    .optional(Parameter.text("format", "The format; found by the ending of path otherwise.")
                            .oneOf("zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "gz", "bz2", "xz", "zst"))
                    .optional(
                            Parameter.integer("level", "How hard to compress; 6 otherwise. Not for tar and Zstandard.")
                                    .between(1, 9)
                                    .alias("compression_level"))
                    .optional(Parameter.bool(
                                    "reproducible",
                                    "Whether the same names and content give the same bytes: no times, plain"
                                            + " permissions.")
                            .otherwise(false))
                    .optional(Parameter.text("overwrite", "What to do when the archive exists.")
                            .oneOf("refuse", "replace")
                            .otherwise("refuse"))
                    .optional(Parameter.text("links", "What to do with symbolic links; skipped ones are told.")
                            .oneOf("refuse", "skip", "store")
                            .otherwise("refuse"))
                    .returns(created(), "path")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of(
                                    "Pack a folder, so that the same content gives the same bytes.",
                                    Values.map("path", "a.zip", "input", List.of("notes"), "reproducible", true))
                            .with(Fixture.file("notes/a.txt", "one\n").andFile("notes/b.txt", "two\n"))
                            .givesAtLeast(
                                    Values.map("path", "a.zip", "format", "zip", "files", 2, "folders", 1, "bytes", 8)))
                    .handledBy((args, context) -> Creation.run(args, context)))
            .operation(limited(Operation.of("extract", "Unpack an archive into a folder.")
                            .main(archive())
                            .required(Parameter.path("target_path", "The folder to put it in; made when missing.")
                                    .alias("target", "output_path")
                                    .needs(Permission.READ, Permission.WRITE))
                            .optional(format())
                            .optional(Parameter.text(
                                            "overwrite", "What to do with files that exist; skipped ones are told.")
                                    .oneOf("refuse", "replace", "skip")
                                    .otherwise("refuse"))
                            .optional(Parameter.text(
                                            "links",
                                            "What to do with symbolic links and devices, which are never made; skipped"
                                                    + " ones are told.")
                                    .oneOf("refuse", "skip")
                                    .otherwise("refuse"))
                            .optional(Parameter.bool("preserve", "Whether files keep their times and permissions.")
                                    .otherwise(true)))
                    .returns(extracted(), "files")
                    .effects(Effects.REPLACES)
                    .timeout(LONGEST)
                    .example(Example.of("Unpack a ZIP archive.", Values.map("path", "a.zip", "target_path", "out"))
                            .with(sample())
                            .gives(Values.map(
                                    "target_path",
                                    "out",
                                    "format",
                                    "zip",
                                    "files",
                                    1,
                                    "folders",
                                    0,
                                    "bytes",
                                    3,
                                    "extracted",
                                    List.of("a.txt"),
                                    "skipped",
                                    List.of())))
                    .handledBy((args, context) -> Extraction.run(args, context)))
            .operation(limited(Operation.of("list", "List what an archive holds, without writing.")
                            .main(archive())
                            .optional(format()))
                    .returns(listed(), "entries")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Look into a ZIP archive.", Map.of("path", "a.zip"))
                            .with(sample())
                            .givesAtLeast(Values.map("format", "zip", "count", 1, "total_size", 3)))
                    .handledBy((args, context) -> ArchiveLook.list(args, context)))
            .operation(limited(
                            Operation.of("test", "Read all of an archive, and tell what would keep it from unpacking.")
                                    .main(archive())
                                    .optional(format()))
                    .returns(tested(), "ok")
                    .effects(Effects.READ_ONLY)
                    .timeout(LONGEST)
                    .example(Example.of("Check a ZIP archive.", Map.of("path", "a.zip"))
                            .with(sample())
                            .gives(Values.map(
                                    "ok", true, "format", "zip", "count", 1, "total_size", 3, "problems", List.of())))
                    .handledBy((args, context) -> ArchiveLook.test(args, context)));

    /// A ZIP archive with one file, made by Info-ZIP.
    private static Fixture sample() {
        return Fixture.NONE.andFile(
                "a.zip",
                Base64.getDecoder()
                        .decode(
                                "UEsDBAoAAAAAAIMYIljCQSQ1AwAAAAMAAAAFAAAAYS50eHRhYmNQSwECHgMKAAAAAACDGCJYwkEkNQMAAAADAAAABQAAAAAAAAABAAAApIEAAAAAYS50eHRQSwUGAAAAAAEAAQAzAAAAJgAAAAAA"));
    }

    private static Parameter archive() {
        return Parameter.path("path", "The archive.").needs(Permission.READ).alias("archive_path");
    }

    private static Parameter format() {
        return Parameter.text("format", "The format; found out from the content otherwise.")
                .oneOf("zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst", "7z", "gz", "bz2", "xz", "zst");
    }

    private static Operation limited(Operation operation) {
        return operation
                .optional(Parameter.integer("max_entries", "How many entries it may hold.")
                        .between(1, MOST_ENTRIES)
                        .otherwise(100_000))
                .optional(Parameter.integer("max_size", "How many bytes its content may have in all.")
                        .between(0, 1L << 40)
                        .otherwise(1L << 30))
                .optional(Parameter.integer(
                                "max_ratio",
                                "How many times larger than the archive its content may be, once that passes ten"
                                        + " megabytes.")
                        .between(1, 1_000_000)
                        .otherwise(200));
    }

    private static Schema skipped() {
        return Schema.list(
                "What was left out.",
                Schema.object(
                        "One thing left out.",
                        Field.of("name", Schema.string("Its name in the archive.")),
                        Field.of("type", Schema.string("What it is: link, other, or existing.")),
                        Field.of("target", Schema.string("Where a link leads.").orNull())));
    }

    private static Schema created() {
        return Schema.object(
                "What was packed.",
                Field.of("path", Schema.string("The archive.")),
                Field.of("format", Schema.string("Its format.")),
                Field.of("files", Schema.integer("How many files it holds.")),
                Field.of("folders", Schema.integer("How many folders it holds.")),
                Field.of("links", Schema.integer("How many links it holds.")),
                Field.of("bytes", Schema.integer("How many bytes of content it holds.")),
                Field.of("size", Schema.integer("How many bytes it has.")),
                Field.of("skipped", skipped()));
    }

    private static Schema extracted() {
        return Schema.object(
                "What was unpacked.",
                Field.of("target_path", Schema.string("The folder.")),
                Field.of("format", Schema.string("The format of the archive.")),
                Field.of("files", Schema.integer("How many files were written.")),
                Field.of("folders", Schema.integer("How many folders were made in it.")),
                Field.of("bytes", Schema.integer("How many bytes were written.")),
                Field.of("extracted", Schema.list("The files, beneath the folder.", Schema.string("A path."))),
                Field.of("skipped", skipped()));
    }

    private static Schema listed() {
        return Schema.object(
                "What it holds.",
                Field.of("format", Schema.string("The format.")),
                Field.of("count", Schema.integer("How many entries there are.")),
                Field.of("total_size", Schema.integer("How many bytes the content has, as the archive says.")),
                Field.of(
                        "entries",
                        Schema.list(
                                "The entries in the archive's order.",
                                Schema.object(
                                        "An entry.",
                                        Field.of("name", Schema.string("The name as it is written there.")),
                                        Field.of(
                                                "type",
                                                Schema.oneOf(
                                                        "What it is.",
                                                        "file",
                                                        "directory",
                                                        "link",
                                                        "hard_link",
                                                        "other")),
                                        Field.of("size", Schema.integer("Bytes of content.")),
                                        Field.of(
                                                "compressed_size",
                                                Schema.integer("Bytes in the archive, where it says.")
                                                        .orNull()),
                                        Field.of(
                                                "modified",
                                                Schema.string("When it was changed, where the archive says.")
                                                        .orNull()),
                                        Field.of(
                                                "permissions",
                                                Schema.string("POSIX permissions, where the archive says.")
                                                        .orNull()),
                                        Field.of(
                                                "target",
                                                Schema.string("Where a link leads.")
                                                        .orNull()),
                                        Field.of("encrypted", Schema.bool("Whether it is encrypted.")),
                                        Field.of(
                                                "problem",
                                                Schema.string("Why its name would be refused, or null.")
                                                        .orNull())))));
    }

    private static Schema tested() {
        return Schema.object(
                "What was found.",
                Field.of("ok", Schema.bool("Whether all of it can be unpacked.")),
                Field.of("format", Schema.string("The format.")),
                Field.of("count", Schema.integer("How many entries were read.")),
                Field.of("total_size", Schema.integer("How many bytes of content were read.")),
                Field.of(
                        "problems",
                        Schema.list(
                                "What is wrong.",
                                Schema.object(
                                        "A problem.",
                                        Field.of(
                                                "entry",
                                                Schema.string("The entry; null for the whole.")
                                                        .orNull()),
                                        Field.of("problem", Schema.string("What is wrong with it."))))));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}

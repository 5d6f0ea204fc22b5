package dev.incant.tools.document.archive;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects files and folders, sorted by name, and writes them into a new archive, which appears when it is whole.
public final class Creation {
    private static final int MOST_ENTRIES = 1_000_000;

    private final ToolContext context;
    private final Files files;
    private final String path;
    private final String links;
    private final Map<String, FileInfo> sources = new TreeMap<>();
    private final List<@Nullable Object> skipped = new ArrayList<>();

    private Creation(Args args, ToolContext context) {
        this.context = context;
        this.files = context.files();
        this.path = args.string("path");
        this.links = args.string("links");
    }

    /// Creates as the arguments say.
    public static Object run(Args args, ToolContext context) throws IOException {
        return new Creation(args, context).create(args);
    }

    private Object create(Args args) throws IOException {
        ArchiveFormat format =
                args.optionalString("format").map(ArchiveFormat::named).orElseGet(() -> ArchiveFormat.ofName(path));
        if (format == ArchiveFormat.SEVEN_Z) {
            throw ToolException.invalidParams("format: 7z is read, not written; use tar.xz, which is as small");
        }
        if (args.has("level")
                && (format == ArchiveFormat.TAR || format.compression() == ArchiveFormat.Compression.ZSTD)) {
            throw ToolException.invalidParams("level: " + format.word() + " has none here");
        }
        if (args.string("overwrite").equals("refuse") && files.exists(path)) {
            throw ToolException.conflict(path + ": exists already (overwrite)");
        }
        String base = args.optionalString("base_path").orElse("");
        for (String input : args.strings("input")) {
            collect(base.isEmpty() || input.startsWith("/") ? input : base + "/" + input, stored(input));
        }
        if (format.container() == ArchiveFormat.Container.SINGLE) {
            requireOneFile(format);
        }
        return write(args, format);
    }

    /// The name in the archive: the path as it was given, or the last part of one that leads from elsewhere.
    private static String stored(String input) {
        String name = input;
        boolean elsewhere =
                input.startsWith("/") || List.of(input.split("/", -1)).contains("..");
        if (elsewhere) {
            String trimmed = input.replaceAll("/+$", "");
            name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        }
        String problem = name.isEmpty() ? null : EntryName.problem(name);
        if (problem != null) {
            throw ToolException.invalidParams("input: '" + input + "' cannot be a name in an archive: " + problem);
        }
        return EntryName.normal(name);
    }

    private void collect(String from, String name) {
        FileInfo info = files.linkInfo(from);
        if (!name.isEmpty()) {
            add(name, info);
        }
        if (info.isDirectory()) {
            files.walk(from, new Files.Visitor() {
                @Override
                public Files.Step visit(FileInfo entry, String relative, int depth) {
                    add(name.isEmpty() ? relative : name + "/" + relative, entry);
                    return Files.Step.CONTINUE;
                }

                @Override
                public void unreadable(String relative, String reason) {
                    throw ToolException.failed(from + "/" + relative + ": cannot be read: " + reason);
                }
            });
        }
    }

    private void add(String name, FileInfo info) {
        context.checkCancelled();
        String problem = EntryName.problem(name);
        if (problem != null) {
            throw ToolException.failed(info.path() + ": cannot be stored: " + problem);
        }
        if (EntryName.normal(info.path()).equals(EntryName.normal(path))) {
            throw ToolException.conflict(path + ": the archive would hold itself");
        }
        boolean link = info.type() == FileInfo.Type.LINK;
        if (info.type() == FileInfo.Type.OTHER || link && !links.equals("store")) {
            if (!links.equals("skip")) {
                throw ToolException.failed(info.path() + ": is a " + (link ? "symbolic link" : "device, pipe or socket")
                        + ", which is not stored (links)");
            }
            skipped.add(Values.map("name", name, "type", info.type().word(), "target", info.target()));
            return;
        }
        if (sources.put(name, info) != null) {
            throw ToolException.invalidParams("input: two things would be '" + name + "' in the archive");
        }
        if (sources.size() > MOST_ENTRIES) {
            throw ToolException.limitExceeded("input: more than " + MOST_ENTRIES + " files and folders");
        }
    }

    private void requireOneFile(ArchiveFormat format) {
        if (sources.size() != 1 || !sources.values().iterator().next().isFile()) {
            throw ToolException.invalidParams(
                    "input: " + format.word() + " holds exactly one file; use tar." + format.word() + " for more");
        }
    }

    private Object write(Args args, ArchiveFormat format) throws IOException {
        long bytes = 0;
        long count = 0;
        long size;
        long[] kinds = new long[FileInfo.Type.values().length];
        int level = (int) args.optionalInteger("level").orElse(6);
        try (Files.Replacement file = files.replace(path)) {
            try (ArchiveWriting out =
                    ArchiveWriting.of(context, format, file.out(), level, args.bool("reproducible"))) {
                for (Map.Entry<String, FileInfo> source : sources.entrySet()) {
                    context.progress().report(count++, sources.size(), source.getKey());
                    kinds[source.getValue().type().ordinal()]++;
                    bytes += out.add(source.getKey(), source.getValue());
                }
                out.finish();
            }
            size = file.commit();
        }
        return Values.map(
                "path",
                path,
                "format",
                format.word(),
                "files",
                kinds[FileInfo.Type.FILE.ordinal()],
                "folders",
                kinds[FileInfo.Type.DIRECTORY.ordinal()],
                "links",
                kinds[FileInfo.Type.LINK.ordinal()],
                "bytes",
                bytes,
                "size",
                size,
                "skipped",
                skipped);
    }
}

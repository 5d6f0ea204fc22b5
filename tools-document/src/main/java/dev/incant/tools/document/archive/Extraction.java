package dev.incant.tools.document.archive;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import dev.incant.tools.document.archive.ArchiveItem.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Extracts an archive in two passes: the first reads and checks all of it, the second writes. So a hostile or damaged
/// archive leaves nothing. Each file appears whole or not at all.
public final class Extraction {
    private final ToolContext context;
    private final Files files;
    private final String path;
    private final String target;
    private final String overwrite;
    private final boolean preserve;
    private final ArchivePlan plan;
    private final Set<String> made = new HashSet<>();
    private final List<@Nullable Object> kept = new ArrayList<>();
    private final List<@Nullable Object> written = new ArrayList<>();
    private long folders;
    private long bytes;
    private int index;

    private Extraction(Args args, ToolContext context) {
        this.context = context;
        this.files = context.files();
        this.path = args.string("path");
        String folder = args.string("target_path");
        this.target = folder.endsWith("/") ? folder : folder + "/";
        this.overwrite = args.string("overwrite");
        this.preserve = args.bool("preserve");
        this.plan = new ArchivePlan(path, args.string("links").equals("skip"));
    }

    /// Extracts as the arguments say.
    public static Object run(Args args, ToolContext context) {
        return new Extraction(args, context).extract(args);
    }

    private Object extract(Args args) {
        ArchiveLimits limits = ArchiveLimits.of(args);
        String format = args.optionalString("format").orElse(null);
        ArchiveReading first = ArchiveReading.of(context, path, format, limits);
        survey(first);
        ArchiveReading second = ArchiveReading.of(context, path, first.format().word(), limits);
        context.files().createDirectory(args.string("target_path"));
        second.each(this::write);
        if (index != plan.items().size()) {
            throw ToolException.conflict(path + ": was changed while it was extracted");
        }
        List<@Nullable Object> skipped = new ArrayList<>(plan.skipped());
        skipped.addAll(kept);
        return Values.map(
                "target_path",
                args.string("target_path"),
                "format",
                first.format().word(),
                "files",
                (long) written.size(),
                "folders",
                folders,
                "bytes",
                bytes,
                "extracted",
                written,
                "skipped",
                skipped);
    }

    private void survey(ArchiveReading archive) {
        archive.each((item, content) -> {
            long size = item.kind() == Kind.FILE ? content.copyTo(OutputStream.nullOutputStream()) : 0;
            if (size > context.limits().fileSize()) {
                throw ToolException.limitExceeded(path + ": the entry '" + item.name() + "' has " + size
                        + " bytes, more than the session's limit of "
                        + context.limits().fileSize());
            }
            String name = plan.add(item.kind() == Kind.FILE ? item.withSize(size) : item);
            if (name != null && item.kind() == Kind.HARD_LINK) {
                // A link becomes a copy, so it counts: a thousand links to a large file are a bomb too.
                archive.budget().spend(plan.size(name));
            }
        });
        plan.checkTree();
        for (String file : plan.files()) {
            checkPlace(file);
        }
    }

    private Optional<FileInfo> there(String place) {
        try {
            return Optional.of(files.linkInfo(place));
        } catch (ToolException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void checkPlace(String name) {
        checkFolders(name);
        there(target + name).ifPresent(info -> {
            if (!info.isFile()) {
                throw ToolException.conflict(target + name + ": is there already and is no file");
            }
            if (overwrite.equals("refuse")) {
                throw ToolException.conflict(target + name + ": exists already (overwrite)");
            }
        });
    }

    /// The folders above a file, where they are there, must be folders and no links that lead elsewhere.
    private void checkFolders(String name) {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            String folder = name.substring(0, slash);
            if (made.add(folder)) {
                Optional<FileInfo> info = there(target + folder);
                if (info.isPresent() && !info.get().isDirectory()) {
                    throw ToolException.conflict(target + folder + ": is there already and is no folder");
                }
            }
        }
    }

    private void write(ArchiveItem item, ArchiveReading.Content content) throws IOException {
        ArchiveItem planned = index < plan.items().size() ? plan.items().get(index) : item;
        plan.requireSame(index, item.size() < 0 ? item.withSize(planned.size()) : item);
        index++;
        context.progress().report(index, plan.items().size(), item.name());
        String name = EntryName.checked(path, item.name());
        switch (item.kind()) {
            case FILE -> {
                if (free(name, item)) {
                    bytes += file(name, item, content);
                    written.add(name);
                }
            }
            case DIRECTORY -> folder(name);
            case HARD_LINK -> {
                if (free(name, item)) {
                    parent(name);
                    String from = target + EntryName.normal(Objects.requireNonNull(item.target()));
                    bytes += files.copy(from, target + name, false, overwrite.equals("replace"));
                    written.add(name);
                }
            }
            case LINK, OTHER -> {}
        }
    }

    private boolean free(String name, ArchiveItem item) {
        if (overwrite.equals("skip") && there(target + name).isPresent()) {
            kept.add(Values.map("name", item.name(), "type", "existing", "target", null));
            return false;
        }
        return true;
    }

    private void folder(String name) {
        if (!name.isEmpty() && files.createDirectory(target + name)) {
            folders++;
        }
    }

    private void parent(String name) {
        int slash = name.lastIndexOf('/');
        if (slash > 0) {
            folder(name.substring(0, slash));
        }
    }

    private long file(String name, ArchiveItem item, ArchiveReading.Content content) throws IOException {
        parent(name);
        try (Files.Replacement file = files.replace(target + name)) {
            content.copyTo(file.out());
            if (preserve) {
                file.keep(item.modified(), item.permissions());
            }
            return file.commit();
        }
    }
}

package dev.incant.tools.document.archive;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an archive would put where, checked as a whole before anything is written: names stay beneath, no name is there
/// twice, no file is also a folder, links and devices are refused or left out by name, hard links lead to a file that
/// came before.
final class ArchivePlan {
    private final String archive;
    private final boolean skipsLinks;
    private final List<ArchiveItem> items = new ArrayList<>();
    private final Map<String, ArchiveItem> files = new HashMap<>();
    private final Set<String> folders = new HashSet<>();
    private final List<@Nullable Object> skipped = new ArrayList<>();

    /// @param skipsLinks whether what cannot be made is left out and told, rather than refused
    ArchivePlan(String archive, boolean skipsLinks) {
        this.archive = archive;
        this.skipsLinks = skipsLinks;
    }

    /// Checks one entry.
    ///
    /// @return its path beneath the target, or null when it is left out
    @Nullable String add(ArchiveItem item) {
        items.add(item);
        String name = EntryName.checked(archive, item.name());
        return switch (item.kind()) {
            case FILE -> file(name, item);
            case DIRECTORY -> {
                if (!name.isEmpty()) {
                    folders.add(name);
                }
                yield name;
            }
            case HARD_LINK -> hardLink(name, item);
            case LINK, OTHER -> leftOut(item, item.kind().phrase() + ", which is not made here");
        };
    }

    private @Nullable String leftOut(ArchiveItem item, String reason) {
        if (!skipsLinks) {
            throw EntryName.refused(archive, item.name(), "it is " + reason);
        }
        skipped.add(Values.map("name", item.name(), "type", item.kind().word(), "target", item.target()));
        return null;
    }

    private String file(String name, ArchiveItem item) {
        if (name.isEmpty()) {
            throw EntryName.refused(archive, item.name(), "its name is that of the folder itself");
        }
        if (files.put(name, item) != null) {
            throw EntryName.refused(archive, item.name(), "it is there twice");
        }
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            if (!folders.add(name.substring(0, slash))) {
                break;
            }
        }
        return name;
    }

    private String hardLink(String name, ArchiveItem item) {
        String target = linked(item);
        file(
                name,
                files.get(target) == null
                        ? item
                        : item.withSize(files.get(target).size()));
        return name;
    }

    /// The normal name of the file that a hard link means.
    String linked(ArchiveItem link) {
        String target = link.target() == null ? "" : link.target();
        String problem = EntryName.problem(target);
        if (problem != null) {
            throw EntryName.refused(archive, link.name(), "it is a hard link to '" + target + "': " + problem);
        }
        String name = EntryName.normal(target);
        if (!files.containsKey(name)) {
            throw EntryName.refused(
                    archive, link.name(), "it is a hard link to '" + target + "', no file that came before it");
        }
        return name;
    }

    /// How large the file of that normal name is.
    long size(String name) {
        ArchiveItem item = files.get(name);
        return item == null ? 0 : item.size();
    }

    /// Checks what only the whole shows.
    void checkTree() {
        for (String file : files.keySet()) {
            if (folders.contains(file)) {
                throw EntryName.refused(archive, file, "it is a file and also a folder of others");
            }
        }
    }

    List<ArchiveItem> items() {
        return items;
    }

    Set<String> files() {
        return files.keySet();
    }

    List<@Nullable Object> skipped() {
        return skipped;
    }

    /// Makes sure that a second pass finds what the first one checked.
    void requireSame(int index, ArchiveItem item) {
        if (index >= items.size() || !items.get(index).same(item)) {
            throw ToolException.conflict(archive + ": was changed while it was extracted");
        }
    }
}

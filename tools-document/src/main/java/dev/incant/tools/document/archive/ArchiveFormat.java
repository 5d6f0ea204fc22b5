package dev.incant.tools.document.archive;

import dev.incant.kernel.error.ToolException;
import java.util.Arrays;
import java.util.Locale;

/// The formats of archives, and of single compressed files, which are archives of one file.
enum ArchiveFormat {
    ZIP("zip", Container.ZIP, Compression.NONE, ".zip", ".jar"),
    TAR("tar", Container.TAR, Compression.NONE, ".tar"),
    TAR_GZ("tar.gz", Container.TAR, Compression.GZIP, ".tar.gz", ".tgz"),
    TAR_BZ2("tar.bz2", Container.TAR, Compression.BZIP2, ".tar.bz2", ".tbz2"),
    TAR_XZ("tar.xz", Container.TAR, Compression.XZ, ".tar.xz", ".txz"),
    TAR_ZST("tar.zst", Container.TAR, Compression.ZSTD, ".tar.zst", ".tzst"),
    SEVEN_Z("7z", Container.SEVEN_Z, Compression.NONE, ".7z"),
    GZ("gz", Container.SINGLE, Compression.GZIP, ".gz"),
    BZ2("bz2", Container.SINGLE, Compression.BZIP2, ".bz2"),
    XZ("xz", Container.SINGLE, Compression.XZ, ".xz"),
    ZST("zst", Container.SINGLE, Compression.ZSTD, ".zst");

    /// How the files lie in it.
    enum Container {
        ZIP,
        TAR,
        SEVEN_Z,
        SINGLE
    }

    /// What is compressed as a whole.
    enum Compression {
        NONE,
        GZIP,
        BZIP2,
        XZ,
        ZSTD
    }

    private final String word;
    private final Container container;
    private final Compression compression;
    private final String[] endings;

    ArchiveFormat(String word, Container container, Compression compression, String... endings) {
        this.word = word;
        this.container = container;
        this.compression = compression;
        this.endings = endings;
    }

    String word() {
        return word;
    }

    Container container() {
        return container;
    }

    Compression compression() {
        return compression;
    }

    static ArchiveFormat named(String word) {
        for (ArchiveFormat format : values()) {
            if (format.word.equals(word)) {
                return format;
            }
        }
        throw ToolException.invalidParams("format: unknown: '" + word + "'");
    }

    /// The format that a name's ending means.
    static ArchiveFormat ofName(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        for (ArchiveFormat format : values()) {
            if (Arrays.stream(format.endings).anyMatch(lower::endsWith)) {
                // .tar.gz is there before .gz, so the longer ending wins.
                return format;
            }
        }
        throw ToolException.invalidParams("path: '" + path + "' does not end like an archive's name; give format");
    }

    /// The format of this compression whose content is or is no tar.
    static ArchiveFormat of(Compression compression, boolean tar) {
        for (ArchiveFormat format : values()) {
            if (format.compression == compression && format.container == (tar ? Container.TAR : Container.SINGLE)) {
                return format;
            }
        }
        throw new IllegalArgumentException(compression.name());
    }

    /// The name of the only file in `path`: its last part without the ending.
    String single(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        for (String ending : endings) {
            if (name.toLowerCase(Locale.ROOT).endsWith(ending) && name.length() > ending.length()) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name + ".out";
    }
}

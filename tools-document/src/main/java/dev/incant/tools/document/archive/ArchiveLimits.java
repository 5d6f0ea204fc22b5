package dev.incant.tools.document.archive;

import dev.incant.kernel.tool.Args;

/// How much an archive may hold.
///
/// @param entries how many things
/// @param bytes how much content in all, decompressed
/// @param ratio how many times larger the content may be than the archive; looked at from ten megabytes on
record ArchiveLimits(long entries, long bytes, long ratio) {
    /// Content up to this size needs no ratio: small archives of blank files are no bombs.
    static final long SMALL = 10_000_000;

    static ArchiveLimits of(Args args) {
        return new ArchiveLimits(args.integer("max_entries"), args.integer("max_size"), args.integer("max_ratio"));
    }
}

package dev.incant.kernel.capability;

import org.jspecify.annotations.Nullable;

/// Takes reports of how far a long call has come. Reports may be dropped when they come too fast; the last one is not.
@FunctionalInterface
public interface Progress {
    /// Hears nothing.
    Progress SILENT = (done, total, text) -> {};

    /// Reports that `done` of `total` units are finished; `total` is negative while unknown.
    void report(long done, long total, @Nullable String text);
}

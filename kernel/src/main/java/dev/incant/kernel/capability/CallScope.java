package dev.incant.kernel.capability;

import java.nio.file.Path;

/// What bounds one call: its session's grants, limits and folder, its cancellation, and what it has open.
///
/// @param directory absolute; where relative paths start
/// @param used takes note of what is done with the grants
public record CallScope(
        Grants grants, Limits limits, Path directory, Cancellation cancellation, Resources resources, UsedGrants used) {
    /// A scope whose use of the grants nobody asks for.
    public CallScope(Grants grants, Limits limits, Path directory, Cancellation cancellation, Resources resources) {
        this(grants, limits, directory, cancellation, resources, new UsedGrants());
    }
}

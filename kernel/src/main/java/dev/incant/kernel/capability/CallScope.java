package dev.incant.kernel.capability;

import java.nio.file.Path;

/// What bounds one call: its session's grants, limits and folder, its cancellation, and what it has open.
///
/// @param directory absolute; where relative paths start
public record CallScope(Grants grants, Limits limits, Path directory, Cancellation cancellation, Resources resources) {}

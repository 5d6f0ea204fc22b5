/// Comparing texts line by line, writing what differs, applying it. [dev.incant.tools.text.diff.TextDiff] compares,
/// [dev.incant.tools.text.diff.DiffText] writes, [dev.incant.tools.text.diff.UnifiedPatch] applies.
@NullMarked
package dev.incant.tools.text.diff;

import org.jspecify.annotations.NullMarked;

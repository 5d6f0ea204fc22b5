/// The work of [dev.incant.tools.document.ArchiveHandler]: reading archives of every format as one sequence of items,
/// checking names and sizes, and writing. Read [dev.incant.tools.document.archive.ArchiveReading] first. Holds all that
/// loads commons-compress.
@NullMarked
package dev.incant.tools.document.archive;

import org.jspecify.annotations.NullMarked;

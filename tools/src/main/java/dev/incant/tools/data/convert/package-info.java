/// Texts in data formats as values and back. [dev.incant.tools.data.convert.Conversion] does the whole;
/// one [dev.incant.tools.data.convert.Format] for each format.
@NullMarked
package dev.incant.tools.data.convert;

import org.jspecify.annotations.NullMarked;

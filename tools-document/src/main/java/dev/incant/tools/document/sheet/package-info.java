/// The work of [dev.incant.tools.document.SpreadsheetProcessor]. Read [dev.incant.tools.document.sheet.SheetReading]
/// first. Holds all that loads fastexcel.
@NullMarked
package dev.incant.tools.document.sheet;

import org.jspecify.annotations.NullMarked;

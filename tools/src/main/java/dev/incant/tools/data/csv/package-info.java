/// Reading, describing, filtering and writing CSV, streamed. [dev.incant.tools.data.csv.CsvSource] reads,
/// [dev.incant.tools.data.csv.Expression] is what filters and computed columns are written in.
@NullMarked
package dev.incant.tools.data.csv;

import org.jspecify.annotations.NullMarked;

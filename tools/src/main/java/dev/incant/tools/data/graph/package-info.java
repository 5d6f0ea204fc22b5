/// Graphs as values. [dev.incant.tools.data.graph.GraphModel] reads, changes and writes them,
/// [dev.incant.tools.data.graph.GraphFigures] computes, [dev.incant.tools.data.graph.GraphText] exports and imports.
@NullMarked
package dev.incant.tools.data.graph;

import org.jspecify.annotations.NullMarked;

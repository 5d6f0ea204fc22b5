/// What the conformance suite of the Model Context Protocol expects of the server that it tests: tools, resources and
/// prompts under the names that it calls. Read [ConformanceServer] first.
@NullMarked
package dev.incant.mcp.conformance;

import org.jspecify.annotations.NullMarked;

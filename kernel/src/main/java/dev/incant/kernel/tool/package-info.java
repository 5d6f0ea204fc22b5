/// The contract of a tool: what it says of itself and how it is called.
///
/// A tool is one file: a [ToolSpec] with its [Operation]s, their [Parameter]s, result [Schema]s and [Example]s, and one
/// method for each operation. Help, JSON Schema, completion and the reference pages are read from the spec. Read
/// [Tool] first. May use `error`, `value` and `capability`.
@NullMarked
package dev.incant.kernel.tool;

import org.jspecify.annotations.NullMarked;

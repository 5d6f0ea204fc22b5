/// Tools over documents and media, whose libraries are heavy: PDF, spreadsheets, images, sound, video, archives. The
/// pack is [dev.incant.tools.document.DocumentTools]. A tool's class holds its spec and must not load its library; the
/// work is in a class beside it. May use the kernel and its own libraries, and reaches the outside through
/// [dev.incant.kernel.tool.ToolContext] only.
@org.jspecify.annotations.NullMarked
package dev.incant.tools.document;

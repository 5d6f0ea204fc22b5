/// Tools over database engines. The pack is [dev.incant.tools.database.DatabaseTools]. A tool's class holds
/// its spec and must not load a driver; the work is in a class beside it. May use the kernel, JDBC and the
/// drivers, and the sheets of the document tools; reaches files and hosts through
/// [dev.incant.kernel.tool.ToolContext] only.
@org.jspecify.annotations.NullMarked
package dev.incant.tools.database;

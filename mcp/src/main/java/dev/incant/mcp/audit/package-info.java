/// Who called what, when, with which grants, and what came of it: an append-only log for the people who run a server.
/// Read [AuditLog] first. May use the kernel's `value`.
@NullMarked
package dev.incant.mcp.audit;

import org.jspecify.annotations.NullMarked;

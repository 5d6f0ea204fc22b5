/// The capabilities of this machine: files, HTTP, sockets, processes and variables, each bound to one
/// call's grants and limits. Read [CallContext] first. May use `error`, `value`, `capability` and `tool`;
/// the HTTP client's library is named in [HttpPool] only.
@NullMarked
package dev.incant.kernel.host;

import org.jspecify.annotations.NullMarked;

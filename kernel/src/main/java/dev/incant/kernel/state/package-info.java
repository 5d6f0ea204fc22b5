/// Values that scripts and tools keep between runs, in scopes. Read [StateStore] first. May use `error`, `value` and
/// `capability`.
@NullMarked
package dev.incant.kernel.state;

import org.jspecify.annotations.NullMarked;

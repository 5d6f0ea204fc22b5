/// Values that scripts keep between runs, in scopes. Read [StateStore] first. May use `error` and `value`.
@NullMarked
package dev.incant.kernel.state;

import org.jspecify.annotations.NullMarked;

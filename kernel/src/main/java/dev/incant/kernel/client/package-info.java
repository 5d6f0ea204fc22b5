/// A client of a kernel in the same process or beyond a transport. Read [KernelClient] first. May use `error`, `value`
/// and `message`.
@NullMarked
package dev.incant.kernel.client;

import org.jspecify.annotations.NullMarked;

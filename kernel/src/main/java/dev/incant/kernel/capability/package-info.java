/// What a call may do outside itself, as interfaces, and the grants and limits that bound it.
///
/// Tools reach files, hosts, programs and variables only through these types, so a permission cannot be forgotten in a
/// tool. The implementations are in `dev.incant.kernel.host`. Read [Grants] first. May use `error`.
@NullMarked
package dev.incant.kernel.capability;

import org.jspecify.annotations.NullMarked;

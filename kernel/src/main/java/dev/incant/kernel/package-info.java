/// The kernel: sessions, and the dispatch of messages to tools and scripts. Read [Kernel] first, then [Connection].
/// May use all other packages of this module; none of them uses this one.
@NullMarked
package dev.incant.kernel;

import org.jspecify.annotations.NullMarked;

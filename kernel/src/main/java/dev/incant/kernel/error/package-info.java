/// The one family of errors that tools, scripts, messages and exit codes share, and the names that were probably meant.
/// Read [ErrorCode] first. Depends on nothing else of Incant.
@NullMarked
package dev.incant.kernel.error;

import org.jspecify.annotations.NullMarked;

/// The command `incant`. Read [Main] and [Cli] first: they find the command in [Commands], one class each, and turn
/// what happened into output and an exit code. Commands reach tools and scripts only through the messages of a
/// [LocalKernel], and the outside only through their [Terminal].
///
/// What runs before and for `tool invoke` is the start-up path: no regular expressions, streams, formats, logging or
/// JSON parser there, and no class that the command does not need.
@NullMarked
package dev.incant.cli;

import org.jspecify.annotations.NullMarked;

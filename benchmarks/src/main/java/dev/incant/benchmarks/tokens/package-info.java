/// What an agent pays in tokens for doing a task by direct calls and by one script: `incant bench tokens`. Tasks are in
/// [TokenTasks], their scripts, written by hand, in the resources of this package.
@NullMarked
package dev.incant.benchmarks.tokens;

import org.jspecify.annotations.NullMarked;

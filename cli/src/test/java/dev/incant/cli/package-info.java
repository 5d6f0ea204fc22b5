/// Tests of the command line. [CliLauncher] runs it inside the test; [ProcessTest] as a process.
@NullMarked
package dev.incant.cli;

import org.jspecify.annotations.NullMarked;

/// Runs the examples of tools: sets up what they need, compares what comes back. Read [ExampleStage] first.
/// May use `error`, `value`, `capability`, `tool` and `host`.
@NullMarked
package dev.incant.kernel.example;

import org.jspecify.annotations.NullMarked;

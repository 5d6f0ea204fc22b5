/// What a kernel asks of a script language, and what it offers its scripts. The Lua runtime is in the module `script`.
/// Read [ScriptRuntime] first. May use `error`, `value`, `capability`, `registry`, `state` and `event`.
@NullMarked
package dev.incant.kernel.script;

import org.jspecify.annotations.NullMarked;

/// Lua in a kernel's sessions. Binds the engine of the module `lua` to what `dev.incant.kernel.script` offers: the
/// tools, state, events, JSON, output and modules as Lua's globals, values and errors across the border, completion.
/// Read [LuaScriptRuntime] first, then `Bridge` and `LuaValues`.
@NullMarked
package dev.incant.script;

import org.jspecify.annotations.NullMarked;

/// A Lua 5.4 engine: sandboxed, metered, interruptible. Knows nothing of the rest of Incant and depends on
/// the JDK alone.
///
/// Public types are the embedder's API; read [LuaState] first, then [LuaOptions], [LuaFunction] and [LuaHost].
/// [Entry] is the way from Java into a state and out again; [Stops] ends a script before its time.
/// Inside, `dev.incant.lua.syntax` parses, [Lowering] turns a function's tree into nodes ([ExprNode],
/// [StatNode]), which run on the registers of a [Frame]; [Tag] explains how numbers travel
/// unboxed, [Table] what tables are made of ([ArrayPart], [HashPart]). [Tier]
/// decides which functions are hot and [Compiler] turns their nodes into bytecode. The libraries are one [Builtin]
/// class each. [Collector] and [Heap] know what a state's memory is.
@NullMarked
package dev.incant.lua;

import org.jspecify.annotations.NullMarked;

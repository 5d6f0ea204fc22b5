/// The front end of the Lua engine: bytes to tokens ([Lexer]), tokens to a resolved syntax tree
/// ([Parser] makes a [FunctionBody] of [Stat]s and [Expr]s).
///
/// The tree is immutable once parsed, holds no run-time value, and is shared by every state and every
/// tier (node interpreter, later the bytecode compiler). Nothing here may use the packages above it:
/// byte strings are kept as Latin-1 [String]s (one char a byte). Read [FunctionBody] first.
@NullMarked
package dev.incant.lua.syntax;

import org.jspecify.annotations.NullMarked;

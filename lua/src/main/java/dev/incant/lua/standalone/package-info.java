/// The stand-alone interpreter, `incant lua`: what PUC's `lua` program is. Uses the engine's public API only.
@NullMarked
package dev.incant.lua.standalone;

import org.jspecify.annotations.NullMarked;

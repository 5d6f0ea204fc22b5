/// Tests of the front end. [Parsing] parses, [Outline] writes a tree as a line of text to compare.
@NullMarked
package dev.incant.lua.syntax;

import org.jspecify.annotations.NullMarked;

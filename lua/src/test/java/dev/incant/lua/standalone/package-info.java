/// Tests of the stand-alone interpreter, in the JVM of the tests where that will do and as a process where not.
@NullMarked
package dev.incant.lua.standalone;

import org.jspecify.annotations.NullMarked;

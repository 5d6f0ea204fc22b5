/// Tests of scripts: against a small host of their own, and in a real kernel.
@NullMarked
package dev.incant.script;

import org.jspecify.annotations.NullMarked;

/// Tools for numbers. [Calculator] is on the path of the fastest start: what it needs to evaluate loads few classes.
@NullMarked
package dev.incant.tools.math;

import org.jspecify.annotations.NullMarked;

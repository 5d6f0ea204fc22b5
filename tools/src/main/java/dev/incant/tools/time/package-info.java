/// Tools for dates and times, on `java.time` alone.
@NullMarked
package dev.incant.tools.time;

import org.jspecify.annotations.NullMarked;

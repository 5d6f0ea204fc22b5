@NullMarked
package dev.incant.tools.text.diff;

import org.jspecify.annotations.NullMarked;

/// Tools on structured data.
@NullMarked
package dev.incant.tools.data;

import org.jspecify.annotations.NullMarked;

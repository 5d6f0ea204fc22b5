/// Tools that look at hosts and what they serve.
@NullMarked
package dev.incant.tools.net;

import org.jspecify.annotations.NullMarked;

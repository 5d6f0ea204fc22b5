@NullMarked
package dev.incant.mcp.protocol;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.incant.mcp.transport;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.incant.mcp.server;

import org.jspecify.annotations.NullMarked;

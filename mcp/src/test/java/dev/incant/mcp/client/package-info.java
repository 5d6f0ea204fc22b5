@NullMarked
package dev.incant.mcp.client;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.incant.mcp.remote;

import org.jspecify.annotations.NullMarked;

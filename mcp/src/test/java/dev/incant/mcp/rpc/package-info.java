@NullMarked
package dev.incant.mcp.rpc;

import org.jspecify.annotations.NullMarked;

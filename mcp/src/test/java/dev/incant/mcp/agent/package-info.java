@NullMarked
package dev.incant.mcp.agent;

import org.jspecify.annotations.NullMarked;

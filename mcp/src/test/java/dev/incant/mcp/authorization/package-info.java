@NullMarked
package dev.incant.mcp.authorization;

import org.jspecify.annotations.NullMarked;

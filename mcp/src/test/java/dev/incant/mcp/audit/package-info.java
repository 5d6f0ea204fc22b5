@NullMarked
package dev.incant.mcp.audit;

import org.jspecify.annotations.NullMarked;

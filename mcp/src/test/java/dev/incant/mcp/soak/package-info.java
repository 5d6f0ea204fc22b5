/// The run with clients that vanish; see [dev.incant.mcp.soak.Soak].
@org.jspecify.annotations.NullMarked
package dev.incant.mcp.soak;

package dev.incant.mcp.authorization;

import java.net.URI;

/// Somebody who can log in.
@FunctionalInterface
public interface Person {
    /// Shows a page where one logs in, and returns at once. The browser comes back by itself.
    ///
    /// @param page `https`, or `http` on this machine
    /// @param issuer whose page it is
    void visit(URI page, String issuer);
}

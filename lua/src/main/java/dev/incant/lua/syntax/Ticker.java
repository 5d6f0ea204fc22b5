package dev.incant.lua.syntax;

/// Hears how far the parser is, so that the engine can charge for a load and stop a huge one.
@FunctionalInterface
public interface Ticker {
    /// Takes note of `tokens` more tokens, or as much work, done since the last call. It may throw an
    /// unchecked exception, which the parser lets pass.
    void tick(int tokens);
}

package dev.incant.kernel.tool;

/// A named group of operations that belong together. Holds no state between calls, and is called by many threads at
/// once.
public interface Tool {
    /// What the tool is and can do; always the same object.
    ToolSpec spec();
}

package dev.incant.lua.syntax;

/// A local variable, by identity: two variables of one name are two objects. The parser sets the facts while
/// it parses; they do not change afterwards.
public final class LocalVar {
    /// What follows the name in its declaration.
    public enum Attribute {
        NONE,
        CONST,
        CLOSE
    }

    private final String name;
    private final Attribute attribute;
    private final int line;
    private boolean captured;
    private boolean reassigned;

    public LocalVar(String name, Attribute attribute, int line) {
        this.name = name;
        this.attribute = attribute;
        this.line = line;
    }

    public String name() {
        return name;
    }

    public Attribute attribute() {
        return attribute;
    }

    public int line() {
        return line;
    }

    /// Whether an inner function uses it as an upvalue.
    public boolean captured() {
        return captured;
    }

    void markCaptured() {
        captured = true;
    }

    /// Whether anything assigns to it after its declaration (here or through an upvalue).
    public boolean reassigned() {
        return reassigned;
    }

    void markReassigned() {
        reassigned = true;
    }

    @Override
    public String toString() {
        return name;
    }
}

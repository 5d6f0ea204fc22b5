package dev.incant.kernel.capability;

/// All that the person who started Incant granted to one session. Nothing is granted unless asked for.
///
/// Hosts that resolve to loopback, private, link-local or metadata addresses are granted only by name: `net` with
/// [Rules#EVERYTHING] does not include them.
public record Grants(Rules read, Rules write, Rules net, Rules run, Rules env, Rules sys, Rules mcp) {
    /// No power over the outside.
    public static final Grants NONE = new Grants(
            Rules.NOTHING, Rules.NOTHING, Rules.NOTHING, Rules.NOTHING, Rules.NOTHING, Rules.NOTHING, Rules.NOTHING);

    /// Every power that need not be granted by name.
    public static final Grants ALL = new Grants(
            Rules.EVERYTHING,
            Rules.EVERYTHING,
            Rules.EVERYTHING,
            Rules.EVERYTHING,
            Rules.EVERYTHING,
            Rules.EVERYTHING,
            Rules.EVERYTHING);

    public Rules rules(Permission permission) {
        return switch (permission) {
            case READ -> read;
            case WRITE -> write;
            case NET -> net;
            case RUN -> run;
            case ENV -> env;
            case SYS -> sys;
            case MCP -> mcp;
        };
    }

    /// These grants with other rules for one permission.
    public Grants with(Permission permission, Rules rules) {
        return switch (permission) {
            case READ -> new Grants(rules, write, net, run, env, sys, mcp);
            case WRITE -> new Grants(read, rules, net, run, env, sys, mcp);
            case NET -> new Grants(read, write, rules, run, env, sys, mcp);
            case RUN -> new Grants(read, write, net, rules, env, sys, mcp);
            case ENV -> new Grants(read, write, net, run, rules, sys, mcp);
            case SYS -> new Grants(read, write, net, run, env, rules, mcp);
            case MCP -> new Grants(read, write, net, run, env, sys, rules);
        };
    }

    /// These grants and one more by name.
    public Grants allow(Permission permission, String name) {
        return with(permission, rules(permission).allow(name));
    }

    /// These grants without one that is named.
    public Grants deny(Permission permission, String name) {
        return with(permission, rules(permission).deny(name));
    }
}

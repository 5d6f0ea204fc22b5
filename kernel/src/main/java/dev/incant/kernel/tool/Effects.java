package dev.incant.kernel.tool;

/// What an operation does to the world; MCP's annotations.
///
/// @param readOnly changes nothing
/// @param destructive may destroy what was there
/// @param idempotent a second call with the same arguments changes nothing more
/// @param openWorld talks to hosts that are not this machine
public record Effects(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
    /// The worst may happen; for operations that do not say.
    public static final Effects UNKNOWN = new Effects(false, true, false, true);

    /// Changes nothing and stays on this machine.
    public static final Effects READ_ONLY = new Effects(true, false, true, false);

    /// Changes nothing, but asks other hosts.
    public static final Effects READ_ONLY_OPEN = new Effects(true, false, true, true);

    /// Adds something; a second call adds again.
    public static final Effects ADDS = new Effects(false, false, false, false);

    /// Puts something in its place, whatever was there; a second call changes nothing more.
    public static final Effects REPLACES = new Effects(false, true, true, false);

    /// Destroys something; a second call fails or destroys more.
    public static final Effects DESTROYS = new Effects(false, true, false, false);
}

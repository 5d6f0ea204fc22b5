package dev.incant.kernel.capability;

/// Decides about grants that a session lacks, while it runs: it may ask a person. What is denied by name is never asked
/// for. Safe for use by many threads.
public interface GrantDesk {
    /// The grants in force: those of the beginning, and what was allowed since.
    Grants grants();

    /// Asks whether a session may have a grant. Blocks until it is decided; meanwhile no deadline of the call runs.
    ///
    /// @param request the id of the client's request that needs it
    /// @param tool the operation that was refused
    /// @return whether it has the grant now
    /// @throws dev.incant.kernel.error.ToolException `cancelled` when the request was cancelled meanwhile
    boolean ask(String request, String tool, MissingGrant missing);
}

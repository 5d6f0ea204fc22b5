package dev.incant.kernel.capability;

import java.util.Optional;
import java.util.SortedMap;

/// Environment variables within the session's `env` grants.
public interface Environment {
    /// What stands for the value of a variable that looks like a secret and was not granted by its full name.
    String MASK = "********";

    /// One variable.
    ///
    /// @param value the value, or [#MASK]
    /// @param masked whether the value was kept back
    record Variable(String name, String value, boolean masked) {}

    /// A variable; empty when it is not set.
    ///
    /// @throws dev.incant.kernel.error.ToolException `denied` with the flag that would allow it
    Optional<Variable> get(String name);

    /// All variables that are granted, by name.
    ///
    /// @throws dev.incant.kernel.error.ToolException `denied` when none is granted
    SortedMap<String, Variable> all();
}

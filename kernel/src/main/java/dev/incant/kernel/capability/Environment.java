package dev.incant.kernel.capability;

import dev.incant.kernel.error.ToolException;
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
    /// @throws ToolException `denied` with the flag that would allow it
    Optional<Variable> get(String name);

    /// The value of a variable that holds a secret, such as a password; it must be granted by its full name.
    ///
    /// @throws ToolException `denied` with the flag that would allow it, `unavailable` when it is not set
    default String secret(String name) {
        Variable variable = get(name)
                .orElseThrow(() -> ToolException.unavailable(
                        "the environment variable " + name + ", which holds the secret, is not set"));
        if (variable.masked()) {
            throw ToolException.denied("the secret in " + name + " needs --allow-env=" + name);
        }
        return variable.value();
    }

    /// All variables that are granted, by name.
    ///
    /// @throws ToolException `denied` when none is granted
    SortedMap<String, Variable> all();
}

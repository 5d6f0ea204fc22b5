package dev.incant.kernel.capability;

import java.util.ArrayList;
import java.util.List;

/// What is granted of one [Permission]: everything or the things named, less what is denied. A denial wins.
///
/// @param all whether everything is granted that need not be granted by name
/// @param allowed what is granted by name, as the person wrote it
/// @param none whether everything is denied
/// @param denied what is denied by name
public record Rules(boolean all, List<String> allowed, boolean none, List<String> denied) {
    /// Grants nothing.
    public static final Rules NOTHING = new Rules(false, List.of(), false, List.of());

    /// Grants everything that need not be granted by name.
    public static final Rules EVERYTHING = new Rules(true, List.of(), false, List.of());

    public Rules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    public static Rules allowing(String... names) {
        return new Rules(false, List.of(names), false, List.of());
    }

    /// These rules and a grant of `name` too.
    public Rules allow(String name) {
        List<String> more = new ArrayList<>(allowed);
        more.add(name);
        return new Rules(all, more, none, denied);
    }

    public Rules allowAll() {
        return new Rules(true, allowed, none, denied);
    }

    /// These rules without `name`.
    public Rules deny(String name) {
        List<String> more = new ArrayList<>(denied);
        more.add(name);
        return new Rules(all, allowed, none, more);
    }

    public Rules denyAll() {
        return new Rules(all, allowed, true, denied);
    }

    /// Whether these rules can allow nothing at all.
    public boolean nothing() {
        return none || (!all && allowed.isEmpty());
    }
}

package dev.incant.kernel.capability;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import org.jspecify.annotations.Nullable;

/// A grant that a call was refused for want of.
///
/// @param what the path, host, program or variable; empty where nothing is named
public record MissingGrant(Permission permission, String what) {
    /// What an error says is missing; null for another error, and for what was denied by name.
    public static @Nullable MissingGrant of(ToolException error) {
        if (error.code() != ErrorCode.DENIED || !(error.details().get("flag") instanceof String flag)) {
            return null;
        }
        for (Permission permission : Permission.values()) {
            String bare = permission.flag("");
            if (flag.equals(bare)) {
                return new MissingGrant(permission, "");
            }
            if (flag.startsWith(bare + "=")) {
                return new MissingGrant(permission, flag.substring(bare.length() + 1));
            }
        }
        return null;
    }

    /// The flag that grants it.
    public String flag() {
        return permission.flag(what);
    }

    /// Grants with this one too. What they deny stays denied.
    public Grants addTo(Grants grants) {
        Rules rules = grants.rules(permission);
        return grants.with(permission, what.isEmpty() ? rules.allowAll() : rules.allow(what));
    }
}

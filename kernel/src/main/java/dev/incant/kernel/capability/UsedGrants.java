package dev.incant.kernel.capability;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one call did with its grants, for logs: what it used, and what it was refused, also where the tool
/// made the best of it. Keeps the first few of each. Safe for use by many threads.
public final class UsedGrants {
    /// Uses that are told apart; a call that walks over a thousand hosts need not name them all.
    private static final int MOST = 64;

    private @Nullable Set<String> used;
    private @Nullable Set<String> denied;
    private int kinds;
    private final @Nullable Runnable told;

    public UsedGrants() {
        this(null);
    }

    /// @param told run each time before something that was allowed is done; must be quick. Null for nobody
    public UsedGrants(@Nullable Runnable told) {
        this.told = told;
    }

    /// Notes that something was allowed.
    ///
    /// @param what the granted folder, `HOST:PORT`, the program, the variable; empty where nothing is named
    public void use(Permission permission, String what) {
        note(permission, what);
        if (told != null) {
            told.run();
        }
    }

    private synchronized void note(Permission permission, String what) {
        kinds |= 1 << permission.ordinal();
        Set<String> noted = used;
        if (noted == null) {
            noted = new TreeSet<>();
            used = noted;
        }
        if (noted.size() < MOST) {
            noted.add(what.isEmpty() ? permission.word() : permission.word() + "=" + what);
        }
    }

    /// Notes a refusal; errors of other kinds are none.
    ///
    /// @return the error, to be thrown
    public synchronized ToolException refuse(ToolException error) {
        if (error.code() == ErrorCode.DENIED) {
            Set<String> noted = denied;
            if (noted == null) {
                noted = new TreeSet<>();
                denied = noted;
            }
            if (noted.size() < MOST) {
                Object flag =
                        error.details().getOrDefault("flag", error.details().get("denied_by"));
                noted.add(flag instanceof String text ? text : error.message());
            }
        }
        return error;
    }

    /// Forgets a refusal that was lifted.
    public synchronized void lift(MissingGrant given) {
        if (denied != null) {
            denied.remove(given.flag());
        }
    }

    /// Whether anything of this kind was allowed.
    public synchronized boolean used(Permission permission) {
        return (kinds & 1 << permission.ordinal()) != 0;
    }

    /// What was allowed, such as `read=/data` or `net=example.org:443`; sorted.
    public synchronized List<String> used() {
        return used == null ? List.of() : new ArrayList<>(used);
    }

    /// What was refused, as the flags that would allow or did forbid it; sorted.
    public synchronized List<String> denied() {
        return denied == null ? List.of() : new ArrayList<>(denied);
    }
}

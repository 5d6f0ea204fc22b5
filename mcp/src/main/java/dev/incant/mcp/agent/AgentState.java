package dev.incant.mcp.agent;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one client keeps between its scripts, to be read without one: the entries of `State` in its own
/// store, by scope and key. The scope that is named `session` in scripts is so here. What tools keep for
/// themselves is left out. Safe for use by many threads.
public final class AgentState {
    private static final String SESSION = "session";
    private static final String TOOLS = "tool:";

    /// Hears of changes. Must be quick and must not throw.
    public interface Listener {
        /// @param list whether an entry came or went
        void changed(String scope, String key, boolean list);
    }

    /// One entry's name.
    public record Key(String scope, String key) {}

    private final WatchedState store;
    private final Accounts accounts;

    AgentState(WatchedState store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /// Whether what is kept may come from outside. As with what scripts answer, any of it may once something came from
    /// there: nobody follows a value through a script.
    public boolean untrusted() {
        return accounts.outside();
    }

    /// Tells a listener of all changes from now on.
    public void listen(Listener listener) {
        store.listen((scope, key, list) -> {
            if (!scope.startsWith(TOOLS)) {
                listener.changed(shown(scope), key, list);
            }
        });
    }

    /// The scope `session` has a name of its own in the store.
    private static String shown(String scope) {
        return scope.startsWith(Kept.SCOPE) ? SESSION : scope;
    }

    private static String stored(String scope) {
        return scope.equals(SESSION) ? Kept.SCOPE : scope;
    }

    /// The names of all entries, sorted.
    ///
    /// @param most how many at most
    public List<Key> keys(int most) {
        List<Key> keys = new ArrayList<>();
        for (String scope : scopes()) {
            for (String key : keys(scope)) {
                if (keys.size() == most) {
                    return keys;
                }
                keys.add(new Key(scope, key));
            }
        }
        return keys;
    }

    /// The scopes that have entries, sorted.
    public List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        for (String scope : store.scopes()) {
            if (!scope.startsWith(TOOLS)) {
                scopes.add(shown(scope));
            }
        }
        return scopes;
    }

    /// The keys of a scope, sorted.
    public List<String> keys(String scope) {
        return scope.startsWith(TOOLS) ? List.of() : store.keys(stored(scope), "");
    }

    /// A value.
    ///
    /// @throws ToolException `not_found` when there is no such entry
    public @Nullable Object get(Key key) {
        if (key.scope().startsWith(TOOLS)) {
            throw missing(key);
        }
        return store.get(stored(key.scope()), key.key())
                .orElseThrow(() -> missing(key))
                .value();
    }

    private ToolException missing(Key key) {
        return ToolException.notFound(
                "no entry " + key.key() + " in the scope " + key.scope() + Nearest.hint(key.key(), keys(key.scope())));
    }
}

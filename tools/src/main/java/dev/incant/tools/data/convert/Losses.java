package dev.incant.tools.data.convert;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a conversion cannot keep: an error, or noted where the caller allows it.
final class Losses {
    private static final int LISTED = 100;

    private final boolean allowed;
    private final List<@Nullable Object> list = new ArrayList<>();
    private final Set<String> places = new HashSet<>();
    private long count;

    Losses(boolean allowed) {
        this.allowed = allowed;
    }

    /// Notes a place once, or ends the conversion.
    ///
    /// @param path where, such as `users[0].name`; empty for the whole
    void add(String path, String message) {
        if (!allowed) {
            throw ToolException.failed((path.isEmpty() ? "the whole value" : path) + ": " + message
                            + "; on_loss = 'allow' converts all the same")
                    .with("path", path);
        }
        if (!places.add(path)) {
            return;
        }
        count++;
        if (list.size() < LISTED) {
            list.add(Values.map("path", path, "message", message));
        }
    }

    List<@Nullable Object> list() {
        return list;
    }

    long count() {
        return count;
    }
}

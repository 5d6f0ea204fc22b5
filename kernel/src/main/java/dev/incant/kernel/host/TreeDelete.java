package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/// Deletes a tree from the leaves up. Links are deleted, not followed.
final class TreeDelete {
    private final CallScope scope;
    private long count;

    TreeDelete(CallScope scope) {
        this.scope = scope;
    }

    /// Deletes an entry with all in it; returns how many things that were.
    long entry(Folder folder, String name, String shown) throws IOException {
        delete(folder, name, shown, 1);
        return count;
    }

    private void delete(Folder folder, String name, String shown, int depth) throws IOException {
        scope.cancellation().check();
        try {
            if (folder.attributes(name).isDirectory()) {
                content(folder, name, shown, depth);
                folder.deleteFolder(name);
            } else {
                folder.deleteFile(name);
            }
            count++;
        } catch (NoSuchFileException e) {
            if (depth == 1) {
                throw e;
            }
        }
    }

    private void content(Folder folder, String name, String shown, int depth) throws IOException {
        if (depth > TreeWalk.MAX_DEPTH) {
            throw ToolException.limitExceeded(
                    "'" + shown + "' is nested deeper than " + TreeWalk.MAX_DEPTH + " folders");
        }
        try (Folder inner = folder.child(name, false)) {
            for (String each : inner.names(scope.cancellation()::check)) {
                String beneath = Facts.beneath(shown, each);
                try {
                    delete(inner, each, beneath, depth + 1);
                } catch (IOException e) {
                    throw FileErrors.of(beneath, e, scope.cancellation());
                }
            }
        }
    }

    /// Takes away what was left half made, whatever happens meanwhile; a cancelled call does so too.
    static void quietly(Folder folder, String name) {
        try {
            if (folder.attributes(name).isDirectory()) {
                try (Folder inner = folder.child(name, false)) {
                    for (String each : inner.names(() -> {})) {
                        quietly(inner, each);
                    }
                }
                folder.deleteFolder(name);
            } else {
                folder.deleteFile(name);
            }
        } catch (IOException e) {
            // The error that led here is the one to report.
        }
    }
}

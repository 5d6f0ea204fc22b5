package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Files.Step;
import dev.incant.kernel.capability.Rules;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/// Visits everything beneath an open folder in sorted order, without following links. What is denied, cannot be listed
/// or is nested too deep is reported to the visitor as unreadable.
final class TreeWalk {
    /// The deepest nesting that walks, copies and deletions of trees go into; each level holds a folder open.
    static final int MAX_DEPTH = 256;

    private final CallScope scope;
    private final PathGrants grants;
    private final Rules rules;
    private final String shown;
    private final Files.Visitor visitor;

    TreeWalk(CallScope scope, PathGrants grants, String shown, Files.Visitor visitor) {
        this.scope = scope;
        this.grants = grants;
        this.rules = scope.grants().read();
        this.shown = shown;
        this.visitor = visitor;
    }

    void run(Folder root) throws IOException {
        visit(root, "", 1);
    }

    /// Visits the entries of one folder; false when the walk is over.
    private boolean visit(Folder folder, String above, int depth) throws IOException {
        for (String name : folder.names(scope.cancellation()::check)) {
            scope.cancellation().check();
            String relative = above + name;
            if (grants.denies(folder.path().resolve(name), rules)) {
                visitor.unreadable(relative, "is denied");
                continue;
            }
            FileInfo info;
            try {
                info = Facts.entry(folder, name, Facts.beneath(shown, relative));
            } catch (NoSuchFileException e) {
                continue; // deleted since the folder was listed
            }
            Step step = visitor.visit(info, relative, depth);
            if (step == Step.STOP) {
                return false;
            }
            if (info.isDirectory() && step == Step.CONTINUE && !enter(folder, name, relative, depth)) {
                return false;
            }
        }
        return true;
    }

    private boolean enter(Folder folder, String name, String relative, int depth) throws IOException {
        if (depth >= MAX_DEPTH) {
            visitor.unreadable(relative, "is nested deeper than " + MAX_DEPTH + " folders");
            return true;
        }
        try (Folder inner = folder.child(name, false)) {
            return visit(inner, relative + "/", depth + 1);
        } catch (IOException e) {
            visitor.unreadable(relative, FileErrors.reason(e));
            return true;
        }
    }
}

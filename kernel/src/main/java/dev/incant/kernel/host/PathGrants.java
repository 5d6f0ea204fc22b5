package dev.incant.kernel.host;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Decides which paths a call may use. A path is made absolute and normal, its links are followed as far as it exists,
/// and the real path that results is compared, name by name and never as a text, with what is granted. What is granted
/// or denied is resolved likewise at the time of the check, so a granted link grants what it points to. A denial wins.
final class PathGrants {
    private final Path directory;
    /// Folders that are the call's own, usable in every way.
    private final List<Path> own;

    PathGrants(Path directory, List<Path> own) {
        this.directory = directory;
        this.own = own;
    }

    /// The place of a path with all links followed.
    ///
    /// @throws ToolException `denied`, or `invalid_params` for what is no path
    Place follow(String path, Permission permission, Rules rules) {
        Path absolute = absolute(path);
        return allowed(path, absolute, real(absolute), permission, rules);
    }

    /// The place of a path with the links above it followed, but not itself.
    Place entry(String path, Permission permission, Rules rules) {
        Path absolute = absolute(path);
        return allowed(path, absolute, entryOf(absolute), permission, rules);
    }

    /// Refuses what has something denied beneath it: for work on whole trees that cannot leave parts out.
    void requireWhole(Place place, Permission permission, Rules rules) {
        for (String denied : rules.denied()) {
            for (Path form : forms(denied)) {
                if (form.startsWith(place.real())) {
                    throw forbidden(place.shown(), permission, permission.word() + "=" + denied);
                }
            }
        }
    }

    /// Whether something within an allowed folder is denied.
    boolean denies(Path real, Rules rules) {
        if (rules.denied().isEmpty()) {
            return false;
        }
        for (String denied : rules.denied()) {
            for (Path form : forms(denied)) {
                if (real.startsWith(form)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Place allowed(String shown, Path absolute, Path real, Permission permission, Rules rules) {
        for (Path folder : own) {
            if (real.startsWith(folder)) {
                return new Place(shown, real, folder, false);
            }
        }
        if (rules.none()) {
            throw forbidden(shown, permission, permission.word());
        }
        for (String denied : rules.denied()) {
            for (Path form : forms(denied)) {
                if (real.startsWith(form)) {
                    throw forbidden(shown, permission, permission.word() + "=" + denied);
                }
            }
        }
        for (String granted : rules.allowed()) {
            for (Path form : forms(granted)) {
                if (real.startsWith(form)) {
                    return new Place(shown, real, form, false);
                }
            }
        }
        if (rules.all()) {
            Path parent = real.getParent();
            // With nothing denied there is nowhere to be led astray to; else every step from the root is watched.
            boolean free = rules.denied().isEmpty();
            return new Place(shown, real, free && parent != null ? parent : real.getRoot(), true);
        }
        String flag = permission.flag(absolute.toString());
        throw new ToolException(
                ErrorCode.DENIED,
                "not allowed to " + permission.word() + " '" + shown + "': " + flag + " would allow it",
                Values.map("path", shown, "flag", flag),
                null);
    }

    private static ToolException forbidden(String shown, Permission permission, String rule) {
        String flag = "--deny-" + rule;
        return new ToolException(
                ErrorCode.DENIED,
                "not allowed to " + permission.word() + " '" + shown + "': " + flag + " forbids it",
                Values.map("path", shown, "flag", flag),
                null);
    }

    private Path absolute(String path) {
        if (path.isEmpty()) {
            throw ToolException.invalidParams("the path is empty");
        }
        try {
            return directory.resolve(path).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw ToolException.invalidParams("'" + path.replace('\0', '\uFFFD') + "' is no path: " + e.getReason());
        }
    }

    /// What a grant or denial stands for: what it points to, and itself where it is a link.
    private List<Path> forms(String rule) {
        Path absolute;
        try {
            absolute = directory.resolve(rule).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            // No path can be equal to it or beneath it.
            return List.of();
        }
        List<Path> forms = new ArrayList<>(2);
        Path real = real(absolute);
        forms.add(real);
        Path entry = entryOf(absolute);
        if (!entry.equals(real)) {
            forms.add(entry);
        }
        return forms;
    }

    /// The folder's real path, and the last name as it is.
    private static Path entryOf(Path absolute) {
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        return parent == null || name == null ? absolute : real(parent).resolve(name);
    }

    /// The real path of the deepest folder that is there, and the rest as it is. A link that leads nowhere, or in a
    /// circle, counts as not being there: it stands for itself and is of no use, as nothing is followed later.
    private static Path real(Path absolute) {
        Path existing = absolute;
        while (true) {
            try {
                return existing.toRealPath()
                        .resolve(existing.relativize(absolute))
                        .normalize();
            } catch (IOException e) {
                Path parent = existing.getParent();
                if (parent == null) {
                    return absolute;
                }
                existing = parent;
            }
        }
    }
}

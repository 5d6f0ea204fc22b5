package dev.incant.kernel.host;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds programs and says which of them the session's `run` grants allow.
///
/// A name is looked up in the absolute folders of the `PATH`; anything with a slash is a path from the
/// session's folder. Both end at a real file. A granted name allows exactly the file that the lookup of that
/// name gives, under that name; a file elsewhere that only bears the name is another program. A granted path
/// allows the file that it leads to. What then runs is the granted entry, not the asked one, so that a link
/// swapped in between does not lead elsewhere; and a link such as `ls` to a program of many faces grants that
/// one face, not what its other names would do. A granted program itself (no link) may also be called by its
/// other names on the `PATH`.
///
/// A denial wins, and is read broadly: it holds for the file that it leads to under any name, and a denied name
/// also for every file of that name.
final class Programs {
    /// A program that was found.
    ///
    /// @param entry the real folder and the name in it; run by this, since programs look at the name they are
    ///     run by
    /// @param real the file after all links
    record Program(Path entry, Path real) {
        boolean isNoLink() {
            return entry.equals(real);
        }

        boolean sameNameAs(Program other) {
            return name(entry).equals(name(other.entry));
        }
    }

    private final Rules rules;
    private final Path directory;
    private final @Nullable String searchPath;

    /// @param directory where relative paths start
    /// @param searchPath the value of `PATH`; null finds nothing by name
    Programs(Rules rules, Path directory, @Nullable String searchPath) {
        this.rules = rules;
        this.directory = directory;
        this.searchPath = searchPath;
    }

    /// The program to run for what was asked.
    ///
    /// @throws ToolException `denied`, also for what is not there unless it is granted; `not_found`; `failed`
    ///     for a file that cannot be executed; `invalid_params` for what is no path
    Program allowed(String executable) {
        if (executable.isEmpty()) {
            throw ToolException.invalidParams("executable: must not be empty");
        }
        Path asPath = path(executable);
        if (asPath == null) {
            throw ToolException.invalidParams("executable: '" + shown(executable) + "' is no path");
        }
        if (rules.none()) {
            throw forbidden(executable, "--deny-run");
        }
        Program asked = find(executable);
        for (String denied : rules.denied()) {
            if (denies(denied, executable, asked)) {
                throw forbidden(executable, "--deny-run=" + denied);
            }
        }
        for (String granted : rules.allowed()) {
            if (granted.equals(executable)) {
                return present(executable, asked);
            }
            Program program = asked == null ? null : find(granted);
            if (program == null || asked == null || !program.real().equals(asked.real())) {
                continue;
            }
            if (program.sameNameAs(asked)) {
                return program;
            }
            if (program.isNoLink() && !isPath(executable)) {
                return asked;
            }
        }
        if (rules.all()) {
            return present(executable, asked);
        }
        String flag = Permission.RUN.flag(executable);
        throw new ToolException(
                ErrorCode.DENIED,
                "not allowed to run '" + executable + "': " + flag + " would allow it",
                Values.map("executable", executable, "flag", flag),
                null);
    }

    private Program present(String executable, @Nullable Program found) {
        if (found != null) {
            return found;
        }
        Path path = path(executable);
        if (isPath(executable) && path != null && Files.exists(path)) {
            throw ToolException.failed("'" + executable + "' is not a program: "
                            + (Files.isDirectory(path) ? "it is a folder" : "it is not executable"))
                    .with("executable", executable);
        }
        String where = isPath(executable)
                ? "'" + executable + "' is not there"
                : "'" + executable + "' is not on the PATH" + (searchPath == null ? ", which is not set" : "");
        throw ToolException.notFound("program " + where).with("executable", executable);
    }

    private boolean denies(String denied, String executable, @Nullable Program asked) {
        if (denied.equals(executable)) {
            return true;
        }
        if (asked == null) {
            return false;
        }
        if (denied.equals(name(asked.entry())) || denied.equals(name(asked.real()))) {
            return true;
        }
        Program program = find(denied);
        return program != null && program.real().equals(asked.real());
    }

    private static ToolException forbidden(String executable, String denial) {
        return new ToolException(
                ErrorCode.DENIED,
                "not allowed to run '" + executable + "': " + denial + " forbids it",
                Values.map("executable", executable, "flag", denial),
                null);
    }

    /// The program of that name or path; null when there is none that can be executed.
    private @Nullable Program find(String nameOrPath) {
        if (isPath(nameOrPath)) {
            return program(path(nameOrPath));
        }
        if (searchPath == null || nameOrPath.isEmpty()) {
            return null;
        }
        for (String folder : searchPath.split(File.pathSeparator, -1)) {
            // Relative folders, the empty one included, would let the working directory choose the program.
            if (folder.indexOf('\0') < 0 && Path.of(folder).isAbsolute()) {
                Program program = program(path(folder + File.separator + nameOrPath));
                if (program != null) {
                    return program;
                }
            }
        }
        return null;
    }

    private static @Nullable Program program(@Nullable Path path) {
        if (path == null || path.getFileName() == null || !Files.isRegularFile(path) || !Files.isExecutable(path)) {
            return null;
        }
        try {
            Path parent = path.toAbsolutePath().getParent();
            Path real = path.toRealPath();
            return new Program(parent == null ? real : parent.toRealPath().resolve(path.getFileName()), real);
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Path path(String text) {
        try {
            return directory.resolve(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static boolean isPath(String nameOrPath) {
        return nameOrPath.indexOf('/') >= 0 || nameOrPath.contains(File.separator);
    }

    private static String shown(String text) {
        return text.replace("\0", "\\0");
    }
}

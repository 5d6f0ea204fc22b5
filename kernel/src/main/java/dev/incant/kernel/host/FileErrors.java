package dev.incant.kernel.host;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/// Says what the file system answered in the words of the contract. Paths are shown as the user wrote them.
final class FileErrors {
    private static final String NOT_EMPTY = "is a folder that is not empty";
    private static final String NO_FOLDER = "is not a folder, or something above it is not";

    private FileErrors() {}

    /// The error for `path`; that of the cancellation when the call was to stop.
    static ToolException of(String path, IOException e, Cancellation cancellation) {
        if (e instanceof ClosedByInterruptException) {
            cancellation.check();
        }
        return new ToolException(code(e), "'" + path + "' " + reason(e), Values.map("path", path), e);
    }

    /// The file or folder at `path` is in the way, or is not what the operation needs.
    static ToolException conflict(String path, String why) {
        return error(ErrorCode.CONFLICT, path, why);
    }

    static ToolException error(ErrorCode code, String path, String why) {
        return new ToolException(code, "'" + path + "' " + why, Values.map("path", path), null);
    }

    static ToolException tooLarge(String path, long size, long limit) {
        String bytes = size < 0 ? "" : " (" + size + " bytes)";
        return new ToolException(
                ErrorCode.LIMIT_EXCEEDED,
                "'" + path + "'" + bytes + " is larger than the session's limit of " + limit
                        + " bytes for a file (fileSize)",
                Values.map("path", path, "limit", limit),
                null);
    }

    /// The error for a file that was to be made at `path`.
    static ToolException into(String path, IOException e, Cancellation cancellation) {
        return e instanceof NoSuchFileException
                ? error(ErrorCode.NOT_FOUND, path, "cannot be created: its folder does not exist")
                : of(path, e, cancellation);
    }

    /// Refuses what is no file of bytes.
    static void requireRegular(String path, BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            throw conflict(path, "is a folder, not a file");
        }
        if (attributes.isSymbolicLink()) {
            throw error(ErrorCode.NOT_FOUND, path, "is a link that leads nowhere or in a circle");
        }
        if (!attributes.isRegularFile()) {
            throw error(ErrorCode.FAILED, path, "is not a regular file but a device, pipe or socket");
        }
    }

    private static ErrorCode code(IOException e) {
        if (e instanceof NoSuchFileException) {
            return ErrorCode.NOT_FOUND;
        }
        boolean conflict = e instanceof FileAlreadyExistsException
                || e instanceof DirectoryNotEmptyException
                || e instanceof NotDirectoryException
                || reason(e).equals(NO_FOLDER)
                || reason(e).equals(NOT_EMPTY);
        return conflict ? ErrorCode.CONFLICT : ErrorCode.FAILED;
    }

    /// What went wrong, to follow the name of what it went wrong with.
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (e instanceof AccessDeniedException) {
            return "may not be used this way: the operating system denies it";
        }
        String said = e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : e.getMessage();
        if (e instanceof NotDirectoryException || (said != null && said.contains("Not a directory"))) {
            return NO_FOLDER;
        }
        if (e instanceof DirectoryNotEmptyException || (said != null && said.contains("Directory not empty"))) {
            return NOT_EMPTY;
        }
        if (said == null) {
            return "could not be used: " + e.getClass().getSimpleName();
        }
        if (said.contains("symbolic links")) {
            return "is a link that leads nowhere or in a circle, or became one meanwhile";
        }
        return said.startsWith("is ") || said.startsWith("has ") || said.startsWith("cannot ")
                ? said
                : "could not be used: " + said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1);
    }
}

package dev.incant.lua;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/// C's error texts and numbers (Linux) for what Java and hosts throw. The JDK keeps C's text as the reason or
/// in the message of most exceptions, so the text is what identifies an error.
final class Errno {
    private static final int EIO = 5;

    private static final String[] TEXTS = {
        "Operation not permitted",
        "No such file or directory",
        "Interrupted system call",
        "Input/output error",
        "No such device or address",
        "Argument list too long",
        "Bad file descriptor",
        "Resource temporarily unavailable",
        "Cannot allocate memory",
        "Permission denied",
        "Device or resource busy",
        "File exists",
        "Invalid cross-device link",
        "No such device",
        "Not a directory",
        "Is a directory",
        "Invalid argument",
        "Too many open files in system",
        "Too many open files",
        "Text file busy",
        "File too large",
        "No space left on device",
        "Illegal seek",
        "Read-only file system",
        "Too many links",
        "Broken pipe",
        "File name too long",
        "Directory not empty",
        "Too many levels of symbolic links",
        "Operation not supported",
        "Connection reset by peer",
        "Disk quota exceeded",
    };

    private static final int[] CODES = {
        1, 2, 4, EIO, 6, 7, 9, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 32, 36, 39, 40,
        95, 104, 122,
    };

    private Errno() {}

    /// The number, [#EIO] for what has none in C.
    static int code(IOException e) {
        int i = find(e);
        if (i >= 0) {
            return CODES[i];
        }
        return e instanceof AccessDeniedException ? 13 : EIO;
    }

    /// C's text, or the host's own.
    static String text(IOException e) {
        int i = find(e);
        if (i >= 0) {
            return TEXTS[i];
        }
        String text = rawText(e);
        return text == null || text.isEmpty() ? "Input/output error" : text;
    }

    /// Whether C has a text and a number for it.
    static boolean isKnown(IOException e) {
        return find(e) >= 0;
    }

    private static int find(IOException e) {
        String text = rawText(e);
        if (text == null) {
            return -1;
        }
        for (int i = 0; i < TEXTS.length; i++) {
            // The text alone, "name (text)" or "error=2, text".
            if (text.endsWith(TEXTS[i]) || text.endsWith(")") && text.endsWith("(" + TEXTS[i] + ")")) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String rawText(IOException e) {
        if (e instanceof FileSystemException f) {
            String reason = f.getReason();
            if (reason != null) {
                return reason;
            }
            if (e instanceof NoSuchFileException) {
                return "No such file or directory";
            }
            if (e instanceof AccessDeniedException) {
                return "Permission denied";
            }
            if (e instanceof FileAlreadyExistsException) {
                return "File exists";
            }
            if (e instanceof DirectoryNotEmptyException) {
                return "Directory not empty";
            }
            if (e instanceof NotDirectoryException) {
                return "Not a directory";
            }
        }
        return e.getMessage();
    }
}

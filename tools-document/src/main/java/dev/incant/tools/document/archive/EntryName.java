package dev.incant.tools.document.archive;

import dev.incant.kernel.error.ToolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether an entry's name stays beneath the folder that it is extracted to, on any operating system.
final class EntryName {
    private static final int LONGEST_PART = 255;
    private static final int DEEPEST = 100;

    private EntryName() {}

    /// What is wrong with a name, or null.
    static @Nullable String problem(String name) {
        if (name.isEmpty()) {
            return "its name is empty";
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < ' ' || name.charAt(i) == 0x7f) {
                return "its name holds the control character " + (int) name.charAt(i);
            }
        }
        if (name.startsWith("/")) {
            return "its path is absolute";
        }
        if (name.indexOf('\\') >= 0) {
            return "its name holds a backslash, which divides folders elsewhere";
        }
        if (name.length() >= 2 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0))) {
            return "its name starts with a drive letter";
        }
        return parts(name);
    }

    private static @Nullable String parts(String name) {
        String[] parts = name.split("/", -1);
        if (parts.length > DEEPEST) {
            return "it lies more than " + DEEPEST + " folders deep";
        }
        for (String part : parts) {
            if (part.equals("..")) {
                return "its path leads outside with '..'";
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
                return "a part of its name is longer than " + LONGEST_PART + " bytes";
            }
        }
        return null;
    }

    /// A good name without `.` and empty parts; empty for the folder itself.
    static String normal(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    /// The normal form of a name that has no problem.
    static String checked(String archive, String name) {
        String problem = problem(name);
        if (problem != null) {
            throw refused(archive, name, problem);
        }
        return normal(name);
    }

    static ToolException refused(String archive, String name, String problem) {
        return ToolException.failed(archive + ": the entry '" + shown(name) + "' is refused: " + problem)
                .with("entry", shown(name));
    }

    private static String shown(String name) {
        String visible = name.replaceAll("\\p{Cntrl}", "?");
        return visible.length() <= 200 ? visible : visible.substring(0, 200) + "…";
    }
}

package dev.incant.cli;

import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What HTTP clients prove themselves with. A file has a token a line, or a client's name and its token; clients with
/// tokens of their own cannot see what the others keep.
///
/// @param tokens whom each stands for
/// @param note what has to be told; null for nothing
record HttpTokens(Map<String, String> tokens, @Nullable String note) {
    private static final int SHORTEST = 16;

    /// A token for this run only, which is told.
    static HttpTokens fresh() {
        String token = random();
        return new HttpTokens(
                Map.of(token, "client"),
                "the token of this run is " + token + "; --token-file keeps one, --no-token needs none");
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Reads a file of tokens, or makes it with one that is new.
    ///
    /// @throws ToolException `invalid_params` for lines that are none, `denied` when others can read the file
    static HttpTokens read(Path file) {
        try {
            if (!Files.exists(file)) {
                String token = random();
                boolean posix =
                        Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
                if (posix) {
                    Files.createFile(
                            file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                }
                Files.writeString(file, token + "\n", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                return new HttpTokens(Map.of(token, "client"), "wrote a new token to " + file);
            }
            check(file);
            return parse(file, Files.readString(file));
        } catch (IOException e) {
            throw ToolException.failed("cannot read or make the token file " + file + ": " + e.getMessage());
        }
    }

    private static void check(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ)) {
            throw ToolException.denied("others can read the token file " + file + ": chmod 600 it");
        }
    }

    private static HttpTokens parse(Path file, String text) {
        Map<String, String> tokens = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String words = line.strip();
            if (words.isEmpty() || words.startsWith("#")) {
                continue;
            }
            int space = words.indexOf(' ');
            String token = words.substring(words.lastIndexOf(' ') + 1);
            if (token.length() < SHORTEST) {
                throw ToolException.invalidParams(
                        file + ", line " + number + ": a token must have at least " + SHORTEST + " characters");
            }
            tokens.put(token, space < 0 ? "client-" + number : words.substring(0, space));
        }
        if (tokens.isEmpty()) {
            throw ToolException.invalidParams(file + " has no token");
        }
        return new HttpTokens(tokens, null);
    }
}

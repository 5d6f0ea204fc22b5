package dev.incant.mcp.authorization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// A person who opens the login page and agrees to all that it asks.
final class Browser {
    private Browser() {}

    /// For where a [Person] is wanted.
    static void visit(URI page, String issuer) {
        browse(page);
    }

    /// Opens a page and returns the status of the last answer.
    static int browse(URI page) {
        try {
            HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
            try {
                return connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

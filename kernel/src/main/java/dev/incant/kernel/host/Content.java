package dev.incant.kernel.host;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// The body of a request, ready to be written, more than once when a redirect or a retry asks for it.
interface Content {
    /// In bytes.
    long length();

    /// The content type, null where the caller's header says it.
    @Nullable String type();

    /// Writes exactly [#length] bytes.
    void writeTo(OutputStream out) throws IOException;
}

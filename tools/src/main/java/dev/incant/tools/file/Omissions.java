package dev.incant.tools.file;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;

/// Takes note of what is left out of a search although it was asked for.
@FunctionalInterface
interface Omissions {
    void add(String path, String reason);

    /// Takes note of a file that cannot be used; what ends the call is thrown on.
    default void add(String path, ToolException error) {
        if (error.code() == ErrorCode.CANCELLED || error.code() == ErrorCode.TIMEOUT) {
            throw error;
        }
        add(path, error.message());
    }
}

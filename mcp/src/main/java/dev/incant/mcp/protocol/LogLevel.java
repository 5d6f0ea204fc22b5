package dev.incant.mcp.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How much a message of the log matters, as in syslog (RFC 5424, section 6.2.1), the least first.
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    /// The word on the wire.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The level that a word names, or null.
    static @Nullable LogLevel of(@Nullable Object word) {
        for (LogLevel each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        return null;
    }
}

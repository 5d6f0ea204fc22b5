package dev.incant.benchmarks.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process holds of memory, as Linux counts it.
///
/// @param rss bytes of all its pages that are in memory
/// @param pss the same, with each page that processes share divided among them
/// @param dirty bytes that it alone has written: what would be free without it
public record Memory(long rss, long pss, long dirty) {
    private static final String UNIT = " kB";

    /// Reads `/proc/PID/smaps_rollup` (proc(5)).
    public static Memory of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
        } catch (IOException e) {
            throw new UncheckedIOException("no memory figures for process " + pid, e);
        }
    }

    static Memory parse(String rollup) {
        return new Memory(field(rollup, "Rss"), field(rollup, "Pss"), field(rollup, "Private_Dirty"));
    }

    private static long field(String rollup, String name) {
        for (String line : rollup.lines().toList()) {
            if (line.startsWith(name + ":") && line.endsWith(UNIT)) {
                return Long.parseLong(line.substring(name.length() + 1, line.length() - UNIT.length())
                                .strip())
                        * 1024;
            }
        }
        throw new IllegalArgumentException("no " + name + " in: " + rollup);
    }
}

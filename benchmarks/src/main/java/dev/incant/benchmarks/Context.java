package dev.incant.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What benchmarks are run with.
///
/// @param launcher how Incant is started here; null where only this class path is known, as in tests
/// @param reference the reference system's program, null where none was given
/// @param soak whether the long soak was asked for
/// @param progress takes one line at a time, for people who wait
public record Context(
        Effort effort,
        @Nullable Launcher launcher,
        @Nullable Path reference,
        boolean soak,
        Consumer<String> progress) {
    /// Keeps the JVM from warning of what JMH and SQLite do.
    private static final List<String> SILENCE =
            List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    /// The JVM flags of Incant, so that what is measured runs as it does in use; the least of them where there is no
    /// launcher.
    List<String> flags() {
        List<String> flags = new ArrayList<>(
                launcher == null
                        ? List.of("--add-exports", "java.base/jdk.internal.vm=ALL-UNNAMED", "-XX:+UseSerialGC")
                        : launcher.launch("repl").flags());
        flags.addAll(SILENCE);
        return flags;
    }
}

package dev.incant.benchmarks.memory;

import java.util.List;

/// JVM flags for a kernel that lives long and shall be small.
final class KernelFlags {
    static final List<String> SMALL = List.of();

    private KernelFlags() {}
}

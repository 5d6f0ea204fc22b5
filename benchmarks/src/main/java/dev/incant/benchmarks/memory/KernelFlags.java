package dev.incant.benchmarks.memory;

import java.util.List;

/// JVM flags for a kernel that lives long and shall be small, beside those of the launcher.
final class KernelFlags {
    /// A small heap that grows where it must: without, the JVM takes a 64th of the machine's memory, and a young
    /// generation that size is filled before it is collected. What compiling took is given back to the system.
    static final List<String> SMALL = List.of("-Xms6m", "-Xmn2m", "-XX:TrimNativeHeapInterval=5000");

    private KernelFlags() {}
}

package dev.incant.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MemoryTest {
    @Test
    void the_operating_systems_figures_are_read_as_bytes() {
        String rollup = """
                00400000-ffffffffff601000 ---p 00000000 00:00 0    [rollup]
                Rss:               44680 kB
                Pss:               23456 kB
                Pss_Dirty:           999 kB
                Private_Clean:        12 kB
                Private_Dirty:     12345 kB
                """;
        assertThat(Memory.parse(rollup)).isEqualTo(new Memory(44680L << 10, 23456L << 10, 12345L << 10));
        assertThatThrownBy(() -> Memory.parse("Pss: 1 kB\n")).hasMessageContaining("no Rss");
    }

    @Test
    void this_process_holds_memory() {
        assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "no /proc");
        Memory memory = Memory.of(ProcessHandle.current().pid());
        assertThat(memory.rss()).isGreaterThan(10 << 20);
        assertThat(memory.pss()).isLessThanOrEqualTo(memory.rss());
    }
}

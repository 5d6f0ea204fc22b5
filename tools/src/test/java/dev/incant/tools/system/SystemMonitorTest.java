package dev.incant.tools.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Rules;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Tool;
import dev.incant.testkit.ToolContract;
import dev.incant.testkit.ToolTester;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class SystemMonitorTest implements ToolContract {
    private final Cancellation cancellation = new Cancellation();
    private final ToolTester monitor = ToolTester.of(new SystemMonitor())
            .granting(Grants.NONE.with(Permission.SYS, Rules.EVERYTHING))
            .cancelledBy(cancellation);

    @Override
    public Tool tool() {
        return new SystemMonitor();
    }

    private static long number(Map<String, @Nullable Object> result, String name) {
        return (Long) Objects.requireNonNull(result.get(name), name);
    }

    private static double share(Map<String, @Nullable Object> result, String name) {
        return (Double) Objects.requireNonNull(result.get(name), name);
    }

    @Test
    void cpu_load_is_measured_while_a_cpu_is_kept_busy() {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong sink = new AtomicLong();
        Thread busy = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                sink.incrementAndGet();
            }
        });
        try {
            Map<String, @Nullable Object> cpu = monitor.map("cpu", "interval_ms", 1000L);
            long count = number(cpu, "cpu_count");
            assertThat(count).isPositive();
            // The machine runs this test and a loop; both at rest would be a reading that is made up.
            assertThat(share(cpu, "cpu_usage_percent")).isBetween(20.0 / count, 100.0);
            assertThat((List<?>) cpu.get("cpu_usage_per_cpu_percent")).hasSize((int) count);
            assertThat(number(cpu, "available_cpus"))
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
        } finally {
            stop.set(true);
            assertThat(busy).isNotNull();
        }
    }

    @Test
    void memory_is_what_the_kernel_says() throws IOException {
        Path meminfo = Path.of("/proc/meminfo");
        assumeThat(meminfo).as("this is Linux").exists();
        Map<String, @Nullable Object> memory = monitor.map("memory");
        long total = Files.readAllLines(meminfo).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
        assertThat(number(memory, "total_memory_bytes")).isEqualTo(total);
        assertThat(number(memory, "used_memory_bytes") + number(memory, "available_memory_bytes"))
                .isEqualTo(total);
        assertThat(share(memory, "memory_usage_percent")).isBetween(0.01, 100.0);
    }

    @Test
    void disks_are_as_large_as_java_says() throws IOException {
        Map<?, ?> mounts =
                (Map<?, ?>) Objects.requireNonNull(monitor.map("disk").get("disk_usage"));
        assumeThat(mounts.containsKey("/"))
                .as("the root file system is one that is counted")
                .isTrue();
        FileStore root = Files.getFileStore(Path.of("/"));
        assertThat(((Map<?, ?>) Objects.requireNonNull(mounts.get("/"))).get("total"))
                .isEqualTo(root.getTotalSpace());
    }

    @Test
    void this_process_is_listed_with_what_it_uses() {
        Map<String, @Nullable Object> found =
                monitor.map("processes", "sort", "pid", "limit", 10_000L, "interval_ms", 50L);
        List<?> processes = (List<?>) Objects.requireNonNull(found.get("processes"));
        assertThat((long) processes.size()).isEqualTo(number(found, "process_count"));
        Map<?, ?> own = processes.stream()
                .map(each -> (Map<?, ?>) each)
                .filter(each ->
                        Objects.equals(each.get("pid"), ProcessHandle.current().pid()))
                .findFirst()
                .orElseThrow();
        assertThat((Long) own.get("memory_bytes")).isGreaterThan(10_000_000L);
        assertThat((Long) own.get("threads")).isGreaterThan(1L);
        assertThat((String) own.get("name")).contains("java");
        List<?> largest = (List<?>)
                Objects.requireNonNull(monitor.map("processes", "sort", "memory", "limit", 3L, "interval_ms", 50L)
                        .get("processes"));
        assertThat(largest).hasSizeBetween(1, 3);
    }

    @Test
    void interfaces_are_listed() {
        List<?> interfaces = (List<?>) Objects.requireNonNull(
                monitor.map("network", "interval_ms", 50L).get("interfaces"));
        assertThat(interfaces.toString()).contains("127.0.0.1");
    }

    @Test
    void all_of_it_comes_at_once_with_the_names_of_the_reference() {
        Map<String, @Nullable Object> all = monitor.map("stats", "interval_ms", 50L);
        assertThat(all)
                .containsKeys(
                        "cpu_usage_percent",
                        "cpu_count",
                        "total_memory_bytes",
                        "used_memory_bytes",
                        "available_memory_bytes",
                        "memory_usage_percent",
                        "disk_usage",
                        "uptime_seconds",
                        "load_average",
                        "process_count",
                        "formatted");
        assertThat(number(all, "uptime_seconds")).isPositive();
        assertThat(number(all, "process_count")).isPositive();
        Map<?, ?> formatted = (Map<?, ?>) Objects.requireNonNull(all.get("formatted"));
        assertThat((String) formatted.get("total_memory")).matches("[0-9.]+ [KMGT]iB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "stats", "cpu", "memory", "disk", "network", "processes", "sensors"})
    void nothing_is_told_without_the_permission(String operation) {
        ToolException error = monitor.granting(Grants.NONE).fails(ErrorCode.DENIED, operation);
        assertThat(error.message()).contains("--allow-sys");
    }

    @Test
    void parameters_are_checked() {
        monitor.fails(ErrorCode.INVALID_PARAMS, "cpu", "interval_ms", 49L);
        monitor.fails(ErrorCode.INVALID_PARAMS, "cpu", "interval_ms", 10_001L);
        monitor.fails(ErrorCode.INVALID_PARAMS, "processes", "sort", "size");
        monitor.fails(ErrorCode.INVALID_PARAMS, "processes", "limit", 0L);
        monitor.fails(ErrorCode.INVALID_PARAMS, "memory", "interval_ms", 100L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "network", "processes"})
    void cancelling_ends_the_wait_between_samples(String operation) throws Exception {
        CompletableFuture<ToolException> ended = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(ToolException.class, () -> monitor.call(operation, "interval_ms", 10_000L)));
        Thread.sleep(300);
        cancellation.cancel();
        assertThat(ended.get(8, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.CANCELLED);
    }
}

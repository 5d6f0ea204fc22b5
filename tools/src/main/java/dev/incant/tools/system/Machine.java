package dev.incant.tools.system;

import com.sun.management.OperatingSystemMXBean;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.value.Values;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.NetworkIF;
import oshi.hardware.Sensors;
import oshi.software.os.CgroupInfo;
import oshi.software.os.OSFileStore;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/// The machine as OSHI sees it; the one class that knows that library. What a container may use is told by its control
/// group, version 1 or 2, and how busy it is by the JDK, which reads the same.
final class Machine {
    private final ToolContext context;
    private final SystemInfo info = new SystemInfo();

    Machine(ToolContext context) {
        this.context = context;
    }

    Map<String, @Nullable Object> all(Args args) {
        OperatingSystem system = info.getOperatingSystem();
        Map<String, @Nullable Object> all = cpu(args);
        Map<String, @Nullable Object> memory = memory();
        all.putAll(memory);
        all.putAll(disk());
        long uptime = system.getSystemUptime();
        all.put("uptime_seconds", uptime);
        all.put("process_count", (long) system.getProcessCount());
        all.put("thread_count", (long) system.getThreadCount());
        all.put("operating_system", system.toString());
        all.put(
                "formatted",
                Values.map(
                        "total_memory",
                        bytes(memory.get("total_memory_bytes")),
                        "used_memory",
                        bytes(memory.get("used_memory_bytes")),
                        "available_memory",
                        bytes(memory.get("available_memory_bytes")),
                        "uptime",
                        uptime / 86_400 + " d " + uptime / 3600 % 24 + " h " + uptime / 60 % 60 + " min"));
        return all;
    }

    private static String bytes(@Nullable Object value) {
        double amount = value instanceof Long number ? number : 0;
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        while (amount >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, units[unit]);
    }

    Map<String, @Nullable Object> cpu(Args args) {
        CentralProcessor cpu = info.getHardware().getProcessor();
        OperatingSystemMXBean jdk = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long[] before = cpu.getSystemCpuLoadTicks();
        long[][] eachBefore = cpu.getProcessorCpuLoadTicks();
        // The first reading only starts the measurement.
        double started = jdk == null ? -1 : jdk.getCpuLoad();
        pause(args.integer("interval_ms"));
        double own = jdk == null || Double.isNaN(started) ? -1 : jdk.getCpuLoad();
        List<@Nullable Object> each = new ArrayList<>();
        for (double load : cpu.getProcessorCpuLoadBetweenTicks(eachBefore)) {
            each.add(percent(load));
        }
        double[] averages = cpu.getSystemLoadAverage(3);
        List<@Nullable Object> load = null;
        if (averages.length == 3 && averages[0] >= 0) {
            load = Values.list(averages[0], averages[1], averages[2]);
        }
        CgroupInfo group = info.getOperatingSystem().getCgroupInfo();
        double limit = group.getEffectiveCpus();
        boolean limited = limit > 0 && limit < cpu.getLogicalProcessorCount();
        return Values.map(
                "cpu_usage_percent",
                percent(cpu.getSystemCpuLoadBetweenTicks(before)),
                "cpu_usage_per_cpu_percent",
                each,
                "cpu_count",
                cpu.getLogicalProcessorCount(),
                "physical_cpu_count",
                cpu.getPhysicalProcessorCount(),
                "cpu_model",
                cpu.getProcessorIdentifier().getName().strip(),
                "load_average",
                load,
                "available_cpus",
                jdk == null ? cpu.getLogicalProcessorCount() : jdk.getAvailableProcessors(),
                "container_cpu_limit",
                limited ? limit : null,
                "container_cpu_percent",
                own < 0 ? null : percent(own));
    }

    /// A share as a percentage with two decimals.
    private static double percent(double share) {
        double sound = Double.isFinite(share) ? Math.clamp(share, 0, 1) : 0;
        return Math.round(sound * 10_000) / 100.0;
    }

    /// Waits for the time between two samples; ends at once with the call.
    private void pause(long millis) {
        CountDownLatch over = new CountDownLatch(1);
        try (Cancellation.Registration _ = context.cancellation().onCancel(over::countDown)) {
            if (over.await(millis, TimeUnit.MILLISECONDS)) {
                context.checkCancelled();
            }
        } catch (InterruptedException e) {
            context.checkCancelled();
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the call was interrupted");
        }
    }

    Map<String, @Nullable Object> memory() {
        GlobalMemory memory = info.getHardware().getMemory();
        long total = memory.getTotal();
        long available = memory.getAvailable();
        CgroupInfo group = info.getOperatingSystem().getCgroupInfo();
        long limit = group.getMemoryLimit();
        boolean limited = limit > 0 && limit != CgroupInfo.UNLIMITED_MEMORY && limit < total;
        return Values.map(
                "total_memory_bytes",
                total,
                "used_memory_bytes",
                total - available,
                "available_memory_bytes",
                available,
                "memory_usage_percent",
                total == 0 ? 0.0 : percent((double) (total - available) / total),
                "swap_total_bytes",
                memory.getVirtualMemory().getSwapTotal(),
                "swap_used_bytes",
                memory.getVirtualMemory().getSwapUsed(),
                "container_memory_limit_bytes",
                limited ? limit : null,
                "container_memory_used_bytes",
                limited ? group.getMemoryUsage() : null);
    }

    Map<String, @Nullable Object> disk() {
        Map<String, @Nullable Object> mounts = new LinkedHashMap<>();
        for (OSFileStore store : info.getOperatingSystem().getFileSystem().getFileStores()) {
            context.checkCancelled();
            long total = store.getTotalSpace();
            long used = total - store.getFreeSpace();
            mounts.put(
                    store.getMount(),
                    Values.map(
                            "total",
                            total,
                            "available",
                            store.getUsableSpace(),
                            "used",
                            used,
                            "percent",
                            total <= 0 ? 0.0 : percent((double) used / total),
                            "filesystem",
                            store.getType()));
        }
        return Values.map("disk_usage", mounts);
    }

    Map<String, @Nullable Object> network(Args args) {
        List<NetworkIF> found = info.getHardware().getNetworkIFs(true);
        Map<String, long[]> before = new HashMap<>();
        found.forEach(each -> before.put(each.getName(), new long[] {each.getBytesRecv(), each.getBytesSent()}));
        long start = System.nanoTime();
        pause(args.integer("interval_ms"));
        List<@Nullable Object> interfaces = new ArrayList<>();
        for (NetworkIF each : found) {
            context.checkCancelled();
            each.updateAttributes();
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] old = before.getOrDefault(each.getName(), new long[] {each.getBytesRecv(), each.getBytesSent()});
            interfaces.add(Values.map(
                    "name",
                    each.getName(),
                    "mac",
                    each.getMacaddr(),
                    "ipv4",
                    List.of(each.getIPv4addr()),
                    "ipv6",
                    List.of(each.getIPv6addr()),
                    "mtu",
                    each.getMTU(),
                    "bytes_received",
                    each.getBytesRecv(),
                    "bytes_sent",
                    each.getBytesSent(),
                    "packets_received",
                    each.getPacketsRecv(),
                    "packets_sent",
                    each.getPacketsSent(),
                    "errors",
                    each.getInErrors() + each.getOutErrors(),
                    "received_per_second",
                    rate(each.getBytesRecv() - old[0], seconds),
                    "sent_per_second",
                    rate(each.getBytesSent() - old[1], seconds)));
        }
        return Values.map("interfaces", interfaces);
    }

    private static double rate(long bytes, double seconds) {
        return Math.round(Math.max(0, bytes) / seconds * 10) / 10.0;
    }

    Map<String, @Nullable Object> processes(Args args) {
        OperatingSystem system = info.getOperatingSystem();
        Map<Integer, OSProcess> before = new HashMap<>();
        system.getProcesses().forEach(process -> before.put(process.getProcessID(), process));
        pause(args.integer("interval_ms"));
        List<Measured> now = new ArrayList<>();
        for (OSProcess process : new SystemInfo().getOperatingSystem().getProcesses()) {
            context.checkCancelled();
            OSProcess old = before.get(process.getProcessID());
            double load =
                    old == null ? process.getProcessCpuLoadCumulative() : process.getProcessCpuLoadBetweenTicks(old);
            now.add(new Measured(process, Double.isFinite(load) ? Math.max(0, load) : 0));
        }
        now.sort(order(args.string("sort")));
        List<@Nullable Object> shown = new ArrayList<>();
        now.stream().limit(args.integer("limit")).forEach(each -> shown.add(each.described()));
        return Values.map("process_count", now.size(), "processes", shown);
    }

    /// @param load how much of one CPU it used, 1 for all of it
    private record Measured(OSProcess process, double load) {
        Map<String, @Nullable Object> described() {
            return Values.map(
                    "pid",
                    process.getProcessID(),
                    "parent_pid",
                    process.getParentProcessID(),
                    "name",
                    process.getName(),
                    "user",
                    process.getUser(),
                    "state",
                    process.getState().name().toLowerCase(Locale.ROOT),
                    "cpu_percent",
                    Math.round(load * 10_000) / 100.0,
                    "memory_bytes",
                    process.getResidentMemory(),
                    "threads",
                    process.getThreadCount(),
                    "uptime_seconds",
                    process.getUpTime() / 1000);
        }
    }

    private static Comparator<Measured> order(String sort) {
        Comparator<Measured> byPid =
                Comparator.comparingInt(each -> each.process().getProcessID());
        return switch (sort) {
            case "cpu" -> Comparator.comparingDouble(Measured::load).reversed().thenComparing(byPid);
            case "memory" ->
                Comparator.<Measured>comparingLong(each -> each.process().getResidentMemory())
                        .reversed()
                        .thenComparing(byPid);
            case "name" ->
                Comparator.<Measured, String>comparing(each -> each.process().getName())
                        .thenComparing(byPid);
            default -> byPid;
        };
    }

    Map<String, @Nullable Object> sensors() {
        Sensors sensors = info.getHardware().getSensors();
        List<@Nullable Object> fans = new ArrayList<>();
        for (int speed : sensors.getFanSpeeds()) {
            fans.add((long) speed);
        }
        return Values.map(
                "cpu_temperature_celsius",
                present(sensors.getCpuTemperature()),
                "cpu_voltage",
                present(sensors.getCpuVoltage()),
                "fan_speeds_rpm",
                fans);
    }

    /// A reading; OSHI says 0 where there is no sensor.
    private static @Nullable Double present(double reading) {
        return Double.isFinite(reading) && reading > 0 ? reading : null;
    }
}

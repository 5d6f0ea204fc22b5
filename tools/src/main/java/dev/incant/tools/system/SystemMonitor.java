package dev.incant.tools.system;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Handler;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Measures the machine: CPUs, memory, disks, network, processes and sensors. Bytes are bytes, times are seconds,
/// percentages go from 0 to 100.
public final class SystemMonitor implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "system_monitor",
                    Category.SYSTEM,
                    "Measure CPU load, memory, disks, network, processes and sensors of this machine.")
            .tags(
                    "cpu",
                    "memory",
                    "disk",
                    "load",
                    "uptime",
                    "process",
                    "network",
                    "temperature",
                    "container",
                    "top",
                    "ram",
                    "swap",
                    "processor",
                    "df",
                    "ps",
                    "htop",
                    "usage")
            .phrases(
                    "how busy is the cpu",
                    "how much memory is free",
                    "is the disk full",
                    "which processes use most memory",
                    "how long has the machine been up",
                    "how warm is the machine",
                    "how much data goes over the network",
                    "which programs are running")
            .defaultOperation(all("all", "Measure CPU, memory and disks, and count the rest."))
            .operation(all("stats", "The same as all."))
            .operation(sampled("cpu", "Measure how busy the CPUs are.")
                    .returns(Schema.object("The CPUs.", cpuFields()), "cpu_usage_percent")
                    .example(example("See how busy the CPUs are."))
                    .handledBy(measuring(Machine::cpu)))
            .operation(plain("memory", "Measure memory and swap.")
                    .returns(Schema.object("The memory.", memoryFields()), "memory_usage_percent")
                    .example(example("See how much memory is free."))
                    .handledBy(measuring((machine, args) -> machine.memory())))
            .operation(plain("disk", "Measure the file systems.")
                    .returns(Schema.object("The file systems.", diskField()), "disk_usage")
                    .example(example("See how full the disks are."))
                    .handledBy(measuring((machine, args) -> machine.disk())))
            .operation(sampled("network", "Count what the network interfaces carry, and how fast.")
                    .returns(Schema.object("The network.", interfaces()), "interfaces")
                    .example(example("See the network interfaces."))
                    .handledBy(measuring(Machine::network)))
            .operation(processes())
            .operation(plain("sensors", "Read the sensors; null where there are none.")
                    .returns(Schema.object(
                            "The sensors.",
                            Field.of(
                                    "cpu_temperature_celsius",
                                    Schema.number("The CPU's temperature.").orNull()),
                            Field.of(
                                    "cpu_voltage",
                                    Schema.number("The CPU's voltage in volts.").orNull()),
                            Field.of(
                                    "fan_speeds_rpm",
                                    Schema.list("Turns per minute of each fan.", Schema.integer("Of one.")))))
                    .example(example("Read the sensors."))
                    .handledBy(measuring((machine, args) -> machine.sensors())));

    private static Operation all(String name, String summary) {
        List<Field> fields = new ArrayList<>(List.of(cpuFields()));
        fields.addAll(List.of(memoryFields()));
        fields.add(diskField());
        fields.add(Field.of("uptime_seconds", Schema.integer("How long the machine has been up.")));
        fields.add(Field.of("process_count", Schema.integer("How many processes there are.")));
        fields.add(Field.of("thread_count", Schema.integer("How many threads they have.")));
        fields.add(Field.of("operating_system", Schema.string("The name and version of the operating system.")));
        fields.add(Field.of(
                "formatted", Schema.map("Some of it for people to read.", Schema.string("A number with its unit."))));
        return sampled(name, summary)
                .returns(Schema.object("The machine.", fields.toArray(Field[]::new)))
                .example(example("Look at the whole machine."))
                .handledBy(measuring(Machine::all));
    }

    private static Operation processes() {
        return sampled("processes", "List the processes that use most.")
                .optional(Parameter.text("sort", "What to sort by, most first; pid and name from the lowest.")
                        .oneOf("cpu", "memory", "pid", "name")
                        .otherwise("cpu"))
                .optional(Parameter.integer("limit", "How many to list.")
                        .between(1, 10_000)
                        .otherwise(10L))
                .returns(
                        Schema.object(
                                "The processes.",
                                Field.of("process_count", Schema.integer("How many there are.")),
                                Field.of("processes", Schema.list("Those that use most.", process()))),
                        "processes")
                .example(example("List the busiest processes."))
                .handledBy(measuring(Machine::processes));
    }

    private static Schema process() {
        return Schema.object(
                "A process.",
                Field.of("pid", Schema.integer("Its number.")),
                Field.of("parent_pid", Schema.integer("Its parent's number.")),
                Field.of("name", Schema.string("The name of its program; arguments may be secret and are not shown.")),
                Field.of("user", Schema.string("Whose it is.")),
                Field.of("state", Schema.string("What it is at.")),
                Field.of("cpu_percent", Schema.number("How much of one CPU it used in the interval.")),
                Field.of("memory_bytes", Schema.integer("The memory it holds.")),
                Field.of("threads", Schema.integer("How many threads it has.")),
                Field.of("uptime_seconds", Schema.integer("How long it has been running.")));
    }

    private static Field[] cpuFields() {
        return new Field[] {
            Field.of("cpu_usage_percent", Schema.number("How busy all CPUs together were in the interval.")),
            Field.of("cpu_usage_per_cpu_percent", Schema.list("How busy each CPU was.", Schema.number("One of them."))),
            Field.of("cpu_count", Schema.integer("How many CPUs the machine has, as the operating system counts.")),
            Field.of("physical_cpu_count", Schema.integer("How many cores these are.")),
            Field.of("cpu_model", Schema.string("What the CPU calls itself.")),
            Field.of(
                    "load_average",
                    Schema.list(
                                    "How many processes ran or waited to, over 1, 5 and 15 minutes.",
                                    Schema.number("One of them."))
                            .orNull()),
            Field.of("available_cpus", Schema.integer("How many CPUs this process may use, by its container too.")),
            Field.of(
                    "container_cpu_limit",
                    Schema.number("How many CPUs the container may use; null without a limit.")
                            .orNull()),
            Field.of(
                    "container_cpu_percent",
                    Schema.number("How busy this process's container kept what it may use; null where unknown.")
                            .orNull())
        };
    }

    private static Field[] memoryFields() {
        return new Field[] {
            Field.of("total_memory_bytes", Schema.integer("The machine's memory.")),
            Field.of("used_memory_bytes", Schema.integer("What is not available.")),
            Field.of("available_memory_bytes", Schema.integer("What programs may have without swapping.")),
            Field.of("memory_usage_percent", Schema.number("How much is used.")),
            Field.of("swap_total_bytes", Schema.integer("The swap space.")),
            Field.of("swap_used_bytes", Schema.integer("What of it is used.")),
            Field.of(
                    "container_memory_limit_bytes",
                    Schema.integer("What the container may use; null without a limit.")
                            .orNull()),
            Field.of(
                    "container_memory_used_bytes",
                    Schema.integer("What the container uses; null without a limit.")
                            .orNull())
        };
    }

    private static Field diskField() {
        return Field.of(
                "disk_usage",
                Schema.map(
                        "The file systems by where they are mounted.",
                        Schema.object(
                                "A file system.",
                                Field.of("total", Schema.integer("Its size in bytes.")),
                                Field.of("available", Schema.integer("What may be written to in bytes.")),
                                Field.of("used", Schema.integer("What is used in bytes.")),
                                Field.of("percent", Schema.number("How much is used.")),
                                Field.of("filesystem", Schema.string("Its kind.")))));
    }

    private static Field interfaces() {
        Schema address = Schema.string("An address.");
        return Field.of(
                "interfaces",
                Schema.list(
                        "The interfaces.",
                        Schema.object(
                                "An interface.",
                                Field.of("name", Schema.string("Its name.")),
                                Field.of("mac", Schema.string("Its hardware address.")),
                                Field.of("ipv4", Schema.list("Its addresses.", address)),
                                Field.of("ipv6", Schema.list("Its addresses.", address)),
                                Field.of("mtu", Schema.integer("The largest packet in bytes.")),
                                Field.of("bytes_received", Schema.integer("Since it is up.")),
                                Field.of("bytes_sent", Schema.integer("Since it is up.")),
                                Field.of("packets_received", Schema.integer("Since it is up.")),
                                Field.of("packets_sent", Schema.integer("Since it is up.")),
                                Field.of("errors", Schema.integer("Of both directions, since it is up.")),
                                Field.of("received_per_second", Schema.number("Bytes, in the interval.")),
                                Field.of("sent_per_second", Schema.number("Bytes, in the interval.")))));
    }

    private static Operation plain(String name, String summary) {
        return Operation.of(name, summary).needs(Permission.SYS).effects(Effects.READ_ONLY);
    }

    /// An operation that measures twice.
    private static Operation sampled(String name, String summary) {
        return plain(name, summary)
                .optional(Parameter.integer("interval_ms", "How long to measure in milliseconds.")
                        .between(50, 10_000)
                        .otherwise(500L));
    }

    private static Example example(String title) {
        return Example.of(title, Map.of()).givesSomething("Each machine is another.");
    }

    /// Asks for the permission first, and loads the library only then.
    private static Handler measuring(BiFunction<Machine, Args, Map<String, @Nullable Object>> measure) {
        return (Args args, ToolContext context) -> {
            context.require(Permission.SYS);
            try {
                return measure.apply(new Machine(context), args);
            } catch (LinkageError e) {
                throw ToolException.unavailable("this machine cannot be measured: " + e.getMessage());
            }
        };
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}

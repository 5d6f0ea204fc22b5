package dev.incant.tools.file;

import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.List;

/// Waits for changes of files and folders, told by the operating system.
public final class FileWatcher implements Tool {
    private static final ToolSpec SPEC = ToolSpec.of(
                    "file_watcher", Category.FILESYSTEM, "Wait for files to be created, changed or deleted.")
            .tags("watch", "monitor", "notify", "inotify", "change", "tail", "trigger", "wait", "modified", "fswatch")
            .phrases(
                    "wait until a file appears",
                    "watch a folder for changes",
                    "report every file that is created or deleted",
                    "run something when a file changes",
                    "wait for a log file to be written to")
            .operation(watch());

    private static Operation watch() {
        return Operation.of("watch", "Watch until the time is over or as many changes were seen as asked for.")
                .main(Parameter.schema(
                                "paths",
                                Schema.either(
                                        "The files and folders to watch.",
                                        Schema.string("One of them."),
                                        new Schema.Items("Several of them.", Schema.string("One of them."), 1, 256)))
                        .alias("path", "input")
                        .needs(Permission.READ))
                .optional(Parameter.bool("recursive", "Whether to watch the folders beneath, too.")
                        .otherwise(true))
                .optional(patterns("include", "Patterns of names, or of paths where they hold a '/', to report only.")
                        .alias("pattern"))
                .optional(patterns("exclude", "Patterns of names or paths to leave out."))
                .optional(Parameter.number(
                                "timeout_seconds",
                                "How long to watch in seconds; no longer than the session allows one call.")
                        .alias("timeout")
                        .between(0, 86_400)
                        .otherwise(300.0))
                .optional(Parameter.integer("timeout_ms", "The same in milliseconds.")
                        .between(0, 86_400_000))
                .optional(Parameter.integer("max_events", "How many changes to wait for at most.")
                        .between(1, 100_000)
                        .otherwise(1000L))
                .optional(Parameter.integer(
                                "debounce_ms", "How long it has to be quiet before changes of one file count as one.")
                        .between(0, 60_000)
                        .otherwise(100L))
                .returns(
                        Schema.object(
                                "What was seen.",
                                Field.of(
                                        "events",
                                        Schema.list(
                                                "The changes, in the order in which they were seen.",
                                                Schema.object(
                                                        "A change.",
                                                        Field.of(
                                                                "event_type",
                                                                Schema.oneOf(
                                                                        "What happened; overflow: more than could be"
                                                                                + " noticed.",
                                                                        "created",
                                                                        "modified",
                                                                        "deleted",
                                                                        "overflow")),
                                                        Field.of("path", Schema.string("What it happened to.")),
                                                        Field.of("timestamp", Schema.string("When it was noticed."))))),
                                Field.of("event_count", Schema.integer("How many changes these are.")),
                                Field.of("ended_by", Schema.oneOf("Why the watch ended.", "timeout", "max_events")),
                                Field.of("folders", Schema.integer("How many folders were watched at the end.")),
                                Field.of("timeout_seconds", Schema.number("How long it might have watched."))),
                        "events")
                .effects(Effects.READ_ONLY)
                .timeout(Duration.ofDays(1))
                .example(Example.of(
                                "Watch a folder in which nothing happens.", Values.map("paths", ".", "timeout_ms", 50))
                        .with(Fixture.file("sub/a.txt", "x"))
                        .gives(Values.map(
                                "events",
                                List.of(),
                                "event_count",
                                0,
                                "ended_by",
                                "timeout",
                                "folders",
                                2,
                                "timeout_seconds",
                                0.05)))
                .handledBy((args, context) -> new Watching(args, context).run());
    }

    private static Parameter patterns(String name, String meaning) {
        return Parameter.schema(
                name,
                Schema.either(
                        meaning,
                        Schema.string("One pattern."),
                        new Schema.Items("Several patterns.", Schema.string("One of them."), 0, 256)));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }
}

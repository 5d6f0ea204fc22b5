package dev.incant.tools.system;

import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes.Command;
import dev.incant.kernel.capability.Processes.Outcome;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.tool.Args;
import dev.incant.kernel.tool.Category;
import dev.incant.kernel.tool.Effects;
import dev.incant.kernel.tool.Example;
import dev.incant.kernel.tool.Field;
import dev.incant.kernel.tool.Fixture;
import dev.incant.kernel.tool.Operation;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolContext;
import dev.incant.kernel.tool.ToolSpec;
import dev.incant.kernel.value.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs programs, never through a shell. Which, where and for how long is bound by the session; a program that fails is
/// a result, not an error. Output that is no UTF-8 is told and shown with U+FFFD in place of what is none.
public final class ProcessExecutor implements Tool {
    private static final long DEFAULT_OUTPUT = 1 << 20;
    private static final long LARGEST_OUTPUT = 1 << 30;
    private static final Duration LONGEST = Duration.ofHours(24);

    /// How much sooner than the call the program's time ends, so that what it wrote can still be answered.
    private static final Duration MARGIN = Duration.ofMillis(250);

    private static final ToolSpec SPEC = ToolSpec.of(
                    "process_executor", Category.SYSTEM, "Run a program and tell what it wrote and how it ended.")
            .aliases("process-executor")
            .tags(
                    "process",
                    "command",
                    "program",
                    "execute",
                    "subprocess",
                    "exec",
                    "stdin",
                    "exit code",
                    "shell",
                    "bash",
                    "launch",
                    "script",
                    "binary",
                    "run")
            .phrases(
                    "run a program",
                    "execute a command and show its output",
                    "what is the exit code of this command",
                    "pass text to a program on standard input",
                    "run a command with a timeout",
                    "call git or another installed program")
            .operation(Operation.of("run", "Run a program to its end.")
                    .main(Parameter.text("executable", "The program: a name to be found on the PATH, or a path.")
                            .alias("command")
                            .atMost(4096)
                            .needs(Permission.RUN))
                    .optional(Parameter.list(
                                    "arguments",
                                    "What the program is given, each as it is; no shell reads them.",
                                    Schema.string("An argument."))
                            .alias("args"))
                    .optional(Parameter.path(
                                    "working_directory", "Where the program starts; the session's folder otherwise.")
                            .alias("cwd")
                            .needs(Permission.READ))
                    .optional(Parameter.map(
                                    "environment",
                                    "Variables besides PATH, HOME, LANG, LC_ALL, TZ and TMPDIR, and INCANT_CALL by"
                                            + " which what the program leaves behind is found and ended.",
                                    Schema.string("The value of a variable."))
                            .alias("env"))
                    .optional(Parameter.schema(
                            "stdin", Schema.bytes("What the program reads on standard input; nothing otherwise.")))
                    .optional(Parameter.integer(
                                    "timeout_ms",
                                    "When to end the program; at most the session's timeout, and a little less than it"
                                            + " otherwise.")
                            .between(1, LONGEST.toMillis()))
                    .optional(Parameter.integer(
                                    "max_output",
                                    "How many bytes of each stream are kept, at most the session's output limit; the"
                                            + " rest is counted. 1 MiB otherwise, or a quarter of the limit if less.")
                            .between(0, LARGEST_OUTPUT))
                    .returns(result(), "stdout")
                    .effects(Effects.UNKNOWN)
                    .timeout(LONGEST)
                    .example(Example.of(
                                    "Run a program with arguments.",
                                    Values.map("executable", "echo", "arguments", List.of("Hello,", "$HOME")))
                            .with(Fixture.program("echo"))
                            .givesAtLeast(Values.map(
                                    "arguments",
                                    List.of("Hello,", "$HOME"),
                                    "exit_code",
                                    0,
                                    "stdout",
                                    "Hello, $HOME\n",
                                    "stderr",
                                    "",
                                    "timed_out",
                                    false)))
                    .example(Example.of(
                                    "Give a program text to read and keep the start of what it writes.",
                                    Values.map("executable", "cat", "stdin", "one two", "max_output", 3))
                            .with(Fixture.program("cat"))
                            .givesAtLeast(Values.map(
                                    "stdout", "one", "stdout_bytes", 7, "stdout_truncated", true, "exit_code", 0)))
                    .handledBy(ProcessExecutor::run));

    private static Schema result() {
        return Schema.object(
                "What ran and how it ended.",
                Field.of("stdout", Schema.string("What the program wrote to standard output.")),
                Field.of("stderr", Schema.string("What the program wrote to standard error.")),
                Field.of("executable", Schema.string("The real path of the program.")),
                Field.of("arguments", Schema.list("What it was given.", Schema.string("An argument."))),
                Field.of("exit_code", Schema.integer("How it ended; 128 + n when signal n ended it.")),
                Field.of("timed_out", Schema.bool("Whether it was ended because its time was over.")),
                Field.of("execution_time_ms", Schema.integer("How long it ran, in milliseconds.")),
                Field.of("stdout_bytes", Schema.integer("How many bytes it wrote to standard output.")),
                Field.of("stderr_bytes", Schema.integer("How many bytes it wrote to standard error.")),
                Field.of("stdout_truncated", Schema.bool("Whether stdout is only the start.")),
                Field.of("stderr_truncated", Schema.bool("Whether stderr is only the start.")),
                Field.of(
                        "stdout_valid_utf8", Schema.bool("Whether stdout is exact: no U+FFFD stands for other bytes.")),
                Field.of(
                        "stderr_valid_utf8",
                        Schema.bool("Whether stderr is exact: no U+FFFD stands for other bytes.")));
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    private static Object run(Args args, ToolContext context) {
        Outcome outcome = context.processes()
                .run(new Command(
                        args.string("executable"),
                        args.strings("arguments"),
                        args.has("stdin") ? args.bytes("stdin") : new byte[0],
                        args.optionalString("working_directory").orElse(null),
                        args.stringMap("environment"),
                        timeout(args, context.limits()),
                        maxOutput(args, context.limits())));
        Output stdout = Output.of(outcome.stdout(), outcome.stdoutBytes());
        Output stderr = Output.of(outcome.stderr(), outcome.stderrBytes());
        Map<String, @Nullable Object> result = Values.map("stdout", stdout.text(), "stderr", stderr.text());
        result.put("executable", outcome.executable());
        result.put("arguments", args.list("arguments"));
        result.put("exit_code", (long) outcome.exitCode());
        result.put("timed_out", outcome.timedOut());
        result.put("execution_time_ms", outcome.duration().toMillis());
        result.put("stdout_bytes", stdout.bytes());
        result.put("stderr_bytes", stderr.bytes());
        result.put("stdout_truncated", stdout.truncated());
        result.put("stderr_truncated", stderr.truncated());
        result.put("stdout_valid_utf8", stdout.valid());
        result.put("stderr_valid_utf8", stderr.valid());
        return result;
    }

    /// The program's time ends a little before the call's.
    private static Duration timeout(Args args, Limits limits) {
        long most = limits.timeout().toMillis();
        long asked = args.optionalInteger("timeout_ms").orElse(most);
        if (asked > most) {
            throw ToolException.limitExceeded(
                            "timeout_ms: " + asked + " is more than the session's timeout of " + most + " ms")
                    .with("timeout_ms", asked)
                    .with("limit", most);
        }
        long margin = Math.min(MARGIN.toMillis(), most / 10);
        return Duration.ofMillis(Math.max(1, Math.min(asked, most - margin)));
    }

    private static int maxOutput(Args args, Limits limits) {
        long most = limits.output();
        long asked = args.optionalInteger("max_output").orElse(Math.min(DEFAULT_OUTPUT, most / 4));
        if (asked > most) {
            throw ToolException.limitExceeded(
                            "max_output: " + asked + " is more than the session's output limit of " + most + " bytes")
                    .with("max_output", asked)
                    .with("limit", most);
        }
        return Math.toIntExact(asked);
    }
}

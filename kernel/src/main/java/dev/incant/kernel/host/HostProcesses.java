package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Processes;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Programs of this machine within one call's `run` grants, as [Programs] reads them.
///
/// A granted program is trusted with its arguments: what it can do, the call can. The grants of files bound
/// where it starts, not what it opens. Variables that load code into any program (`LD_…`, `DYLD_…`) need `run`
/// granted for everything. Each program gets a [CallMark] in its environment, so that what it leaves behind ends
/// with it; what of its tree surely does is said at [ProcessTree]. A cancelled call is back within some 50 ms even
/// where something of the tree cannot be ended.
final class HostProcesses implements Processes {
    private static final List<String> KEPT = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

    private final CallScope scope;
    private final Map<String, String> variables;

    HostProcesses(CallScope scope, Map<String, String> variables) {
        this.scope = scope;
        this.variables = variables;
    }

    @Override
    public Outcome run(Command command) {
        scope.cancellation().check();
        check(command);
        Programs.Program program = allowed(command.executable());
        CallMark mark = CallMark.fresh(variables.get(CallMark.VARIABLE));
        Map<String, String> environment = environment(command);
        environment.put(CallMark.VARIABLE, mark.value());
        Path directory = directory(command);
        List<String> line = new ArrayList<>(command.arguments().size() + 1);
        line.add(program.entry().toString());
        line.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return start(builder, mark, command).await(program.real().toString(), command.timeout(), scope.cancellation());
    }

    private Programs.Program allowed(String executable) {
        try {
            Programs.Program program =
                    new Programs(scope.grants().run(), scope.directory(), variables.get("PATH")).allowed(executable);
            scope.used().use(Permission.RUN, program.entry().toString());
            return program;
        } catch (ToolException e) {
            throw scope.used().refuse(e);
        }
    }

    private static RunningProgram start(ProcessBuilder builder, CallMark mark, Command command) {
        try {
            return RunningProgram.start(builder, mark, command.stdin(), command.maxOutput());
        } catch (IOException e) {
            throw new ToolException(
                    ErrorCode.FAILED,
                    "'" + command.executable() + "' cannot be started: " + e.getMessage(),
                    Values.map("executable", command.executable()),
                    e);
        }
    }

    private Path directory(Command command) {
        String directory = command.directory();
        if (directory == null) {
            return scope.directory();
        }
        Path checked = new HostFiles(scope).checked(directory, Permission.READ);
        if (!checked.toFile().isDirectory()) {
            throw ToolException.invalidParams("directory: '" + directory + "' is not a folder");
        }
        return checked;
    }

    private Map<String, String> environment(Command command) {
        Map<String, String> clean = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = variables.get(name);
            if (value != null) {
                clean.put(name, value);
            }
        }
        for (Map.Entry<String, String> entry : command.environment().entrySet()) {
            if (loadsCode(entry.getKey()) && !scope.grants().run().all()) {
                String flag = Permission.RUN.flag("");
                throw new ToolException(
                        ErrorCode.DENIED,
                        "not allowed to set '" + entry.getKey() + "', which loads code into '" + command.executable()
                                + "': " + flag + " would allow it",
                        Values.map("executable", command.executable(), "variable", entry.getKey(), "flag", flag),
                        null);
            }
            clean.put(entry.getKey(), entry.getValue());
        }
        return clean;
    }

    private static boolean loadsCode(String variable) {
        String upper = variable.toUpperCase(Locale.ROOT);
        return upper.startsWith("LD_") || upper.startsWith("DYLD_");
    }

    private static void check(Command command) {
        noNul("executable", command.executable());
        for (int i = 0; i < command.arguments().size(); i++) {
            noNul("arguments[" + i + "]", command.arguments().get(i));
        }
        for (Map.Entry<String, String> entry : command.environment().entrySet()) {
            String name = entry.getKey();
            noNul("environment", name);
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw ToolException.invalidParams(
                        "environment: '" + name + "' is no name of a variable: it must not be empty or hold '='");
            }
            if (name.equals(CallMark.VARIABLE)) {
                throw ToolException.invalidParams("environment." + name
                        + ": is set for every program, to find what it leaves behind; leave it out");
            }
            noNul("environment." + name, entry.getValue());
        }
        if (command.directory() != null) {
            noNul("directory", command.directory());
        }
        if (command.timeout().isNegative() || command.timeout().isZero()) {
            throw ToolException.invalidParams("timeout: must be positive, not " + command.timeout());
        }
        if (command.maxOutput() < 0) {
            throw ToolException.invalidParams("max_output: must not be negative: " + command.maxOutput());
        }
    }

    private static void noNul(String field, String value) {
        int at = value.indexOf('\0');
        if (at >= 0) {
            throw ToolException.invalidParams(field + ": '" + value.replace("\0", "\\0") + "' holds a NUL character at "
                    + at + ", which no program can be given");
        }
    }
}

package dev.incant.cli;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `incant doctor`: checks what Incant needs of the machine, and says how to mend it.
final class Doctor implements Command {
    /// How well something is.
    private enum State {
        OK,
        WARNING,
        PROBLEM
    }

    /// @param fix what to do, empty when all is well
    private record Finding(String what, State state, String found, String fix) {}

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "Check what Incant needs here, and say how to mend what is wrong.",
                "Ends with 1 when there is a problem.",
                new Help.Example("incant doctor", "checks Java, the start-up cache, settings, folders and tools"),
                new Help.Example("incant doctor --output json", "gives the findings as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(cache());
        findings.add(settings(invocation));
        findings.add(stateFolder(terminal));
        findings.add(tools());
        boolean well = findings.stream().noneMatch(finding -> finding.state() == State.PROBLEM);
        if (invocation.settings().form() == Form.TEXT) {
            print(terminal, findings);
        } else {
            List<@Nullable Object> list = new ArrayList<>();
            for (Finding finding : findings) {
                list.add(Values.map(
                        "check", finding.what(),
                        "state", word(finding.state()),
                        "found", finding.found(),
                        "fix", finding.fix().isEmpty() ? null : finding.fix()));
            }
            new Report(terminal, Form.JSON).document(Values.map("well", well, "findings", list));
        }
        return well ? 0 : 1;
    }

    private static String word(State state) {
        return switch (state) {
            case OK -> "ok";
            case WARNING -> "warning";
            case PROBLEM -> "problem";
        };
    }

    private static void print(Terminal terminal, List<Finding> findings) {
        Table table = new Table(false, List.of());
        for (Finding finding : findings) {
            table.row(List.of(word(finding.state()), finding.what(), finding.found()));
            if (!finding.fix().isEmpty()) {
                table.row(List.of("", "", "-> " + finding.fix()));
            }
        }
        StringBuilder text = new StringBuilder();
        table.appendTo(text);
        terminal.out().print(text.toString());
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String found = System.getProperty("java.vm.version") + " in " + System.getProperty("java.home");
        return version == 25
                ? new Finding("Java", State.OK, found, "")
                : new Finding("Java", State.PROBLEM, found, "install a JDK 25, or set INCANT_JAVA_HOME to one");
    }

    private static Finding cache() {
        String cache = System.getProperty("incant.cache");
        if (cache == null) {
            return new Finding("start-up cache", State.WARNING, "not started with ./incant", "start with ./incant");
        }
        if (cache.equals("none")) {
            return new Finding(
                    "start-up cache",
                    State.WARNING,
                    "none: starts take longer",
                    "make " + cacheHint() + " writable and remove the folder .incant, then start again");
        }
        return new Finding("start-up cache", State.OK, cache, "");
    }

    private static String cacheHint() {
        return "the checkout or ~/.cache/incant";
    }

    private static Finding settings(Invocation invocation) {
        try {
            Settings settings = Settings.of(invocation.arguments(), invocation.terminal());
            settings.form();
            Bounds.grants(settings);
            Bounds.limits(settings);
            int files = settings.files().size();
            return new Finding("settings", State.OK, files == 0 ? "no files" : files + " file(s) read", "");
        } catch (ToolException e) {
            return new Finding("settings", State.PROBLEM, e.message(), "'incant config path' shows the files");
        }
    }

    private static Finding stateFolder(Terminal terminal) {
        String base = terminal.variable("XDG_STATE_HOME");
        String home = terminal.variable("HOME");
        if ((base == null || !base.startsWith("/")) && (home == null || !home.startsWith("/"))) {
            return new Finding("state folder", State.WARNING, "HOME is not set: no history, no log", "set HOME");
        }
        Path folder = Repl.stateFolder(terminal);
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
            return new Finding("state folder", State.OK, folder.toString(), "");
        } catch (IOException e) {
            return new Finding("state folder", State.WARNING, "cannot write " + folder, "make it writable");
        }
    }

    private static Finding tools() {
        int count = ComponentRegistry.of(Packs.ALL).all().size();
        return new Finding("tools", State.OK, count + " tools load", "");
    }
}

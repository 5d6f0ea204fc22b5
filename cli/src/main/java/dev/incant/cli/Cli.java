package dev.incant.cli;

import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import java.util.ArrayList;
import java.util.List;

/// Runs one command line and gives its exit code.
final class Cli {
    /// What shells report of a program that ended because nobody read its output: 128 and the signal's number.
    private static final int UNREAD = 141;

    private Cli() {}

    /// Runs a command line. Whatever happens is told on the terminal; nothing is thrown.
    static int run(List<String> line, Terminal terminal) {
        int code;
        try {
            code = told(line, terminal);
            terminal.out().flush();
            terminal.err().flush();
        } catch (Output.Lost lost) {
            code = ErrorCode.FAILED.exitCode();
        }
        Output.Lost lost = terminal.out().lost();
        return lost == null ? code : lost(terminal, lost);
    }

    private static int lost(Terminal terminal, Output.Lost lost) {
        if (lost.unread()) {
            return UNREAD;
        }
        if (terminal.err().lost() == null) {
            try {
                terminal.err().line("error: cannot write the output: " + lost.getMessage());
                terminal.err().flush();
            } catch (Output.Lost alsoLost) {
                // Nobody is left to be told.
                return ErrorCode.FAILED.exitCode();
            }
        }
        return ErrorCode.FAILED.exitCode();
    }

    private static int told(List<String> line, Terminal terminal) {
        boolean version = line.size() == 1 && line.getFirst().equals("--version");
        Arguments arguments = Arguments.of(version ? List.of("version") : line);
        Settings flags = Settings.ofFlags(arguments, terminal);
        Form form = lenient(flags);
        try {
            Invocation invocation = invocation(arguments, terminal, flags);
            form = invocation.settings().form();
            return invocation.command().run(invocation);
        } catch (ToolException e) {
            Output.Lost lost = terminal.out().lost();
            if (lost != null) {
                // A script that was stopped because nobody reads what it prints.
                throw lost;
            }
            return new Report(terminal, form).error(e);
        } catch (Output.Lost e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return new Report(terminal, form).error(Bugs.error(e));
        }
    }

    private static Invocation invocation(Arguments arguments, Terminal terminal, Settings flags) {
        List<String> words = arguments.words();
        Command command = Commands.find(words);
        if (command == null) {
            if (words.isEmpty() && !arguments.has(Flag.HELP)) {
                command = new HelpCommand(true);
            } else if (words.isEmpty() || arguments.has(Flag.HELP) && Commands.group(words.getFirst())) {
                command = new HelpCommand(false);
            } else {
                throw Commands.unknown(words);
            }
            arguments.check(command);
            return new Invocation(command, terminal, arguments, words, flags);
        }
        arguments.check(command);
        if (arguments.has(Flag.HELP)) {
            HelpCommand help = new HelpCommand(false);
            return new Invocation(help, terminal, arguments, List.of(command.name()), flags);
        }
        List<String> own = new ArrayList<>(words.subList(Commands.length(command), words.size()));
        Settings settings = command.configured() ? Settings.of(arguments, terminal) : flags;
        return new Invocation(command, terminal, arguments, own, settings);
    }

    /// The form for errors that come before the settings are known.
    private static Form lenient(Settings flags) {
        String word = flags.value(Flag.OUTPUT);
        Form form = word == null ? null : Form.of(word);
        return form == null ? Form.TEXT : form;
    }
}

package dev.incant.lua.standalone;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command line: options up to a script's name, then the script's own arguments.
///
/// @param actions what `-e`, `-l` and `-W` ask for, in their order
/// @param interactive whether `-i` was given
/// @param version whether the version is to be shown (`-v`, `-i`)
/// @param noEnvironment whether `-E` was given
/// @param executes whether `-e` was given
/// @param script index of the script's name in the arguments, or -1
/// @param error what is wrong, else null
record Arguments(
        List<Action> actions,
        boolean interactive,
        boolean version,
        boolean noEnvironment,
        boolean executes,
        int script,
        @Nullable String error) {

    /// Something to do before the script: `e`, `l` or `W`, and its text.
    record Action(char option, String text) {}

    static final String USAGE = """
            usage: %s [options] [script [args]]
            Available options are:
              -e stat   execute string 'stat'
              -i        enter interactive mode after executing 'script'
              -l mod    require library 'mod' into global 'mod'
              -l g=mod  require library 'mod' into global 'g'
              -v        show version information
              -E        ignore environment variables
              -W        turn warnings on
              --        stop handling options
              -         stop handling options and execute stdin
            """;

    static Arguments parse(String[] args) {
        List<Action> actions = new ArrayList<>();
        boolean interactive = false;
        boolean version = false;
        boolean noEnvironment = false;
        boolean executes = false;
        int i = 0;
        for (; i < args.length && isOption(args[i]); i++) {
            String arg = args[i];
            if (arg.equals("--")) {
                i++;
                break;
            }
            char option = arg.charAt(1);
            if (option == 'e' || option == 'l') {
                String text = arg.substring(2);
                if (text.isEmpty()) {
                    i++;
                    if (i == args.length || args[i].startsWith("-")) {
                        return failure("'" + arg + "' needs argument");
                    }
                    text = args[i];
                }
                actions.add(new Action(option, text));
                executes |= option == 'e';
                continue;
            }
            if (arg.length() > 2 || "ivEW".indexOf(option) < 0) {
                return failure("unrecognized option '" + arg + "'");
            }
            interactive |= option == 'i';
            version |= option == 'i' || option == 'v';
            noEnvironment |= option == 'E';
            if (option == 'W') {
                actions.add(new Action(option, ""));
            }
        }
        int script = i < args.length ? i : -1;
        return new Arguments(actions, interactive, version, noEnvironment, executes, script, null);
    }

    /// A lone `-` is the name of a script: standard input.
    private static boolean isOption(String arg) {
        return arg.length() > 1 && arg.charAt(0) == '-';
    }

    /// Whether the script is standard input: `-`, but not as a name after `--`.
    boolean readsInput(String[] args) {
        return args[script].equals("-") && !(script > 0 && args[script - 1].equals("--"));
    }

    private static Arguments failure(String message) {
        return new Arguments(List.of(), false, false, false, false, -1, message);
    }
}

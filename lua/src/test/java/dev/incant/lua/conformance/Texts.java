package dev.incant.lua.conformance;

import java.util.List;
import java.util.regex.Pattern;

/// What may differ between two right outputs: the one place that says so.
final class Texts {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{6,}");

    private static final Pattern FIRST_OF_FMOD = Pattern.compile("bad argument #1 to '(math\\.)?fmod'");
    private static final Pattern SECOND_OF_FMOD = Pattern.compile("bad argument #2 to '(math\\.)?fmod'");
    private static final Pattern AT_LINE = Pattern.compile("at line \\d+");

    private Texts() {}

    /// The text without what differs from run to run or from machine to machine.
    static String normal(String line) {
        // The sign of a NaN that x86 makes depends on the instruction; Java has none to show.
        return ADDRESS.matcher(line).replaceAll("ADDRESS").replace("-nan", "nan");
    }

    /// Whether two outputs of a chunk are the same but for what 5.4.8 does otherwise than older releases of 5.4.
    static boolean same(String chunk, String ours, String theirs) {
        return ours.equals(theirs) || KNOWN.stream().anyMatch(known -> known.explains(chunk, ours, theirs));
    }

    /// A difference with a reason: who is right is said in each.
    private interface Known {
        boolean explains(String chunk, String ours, String theirs);
    }

    private static final List<Known> KNOWN = List.of(
            // Built for compatibility with 5.3, PUC takes `not (b < a)` for `a <= b` where there is no `__le`.
            (chunk, ours, theirs) ->
                    chunk.contains("__lt") && chunk.matches(".*[<>]=.*") && ours.contains("attempt to compare"),
            // 5.4.4 counted the position of table.remove as the first argument.
            (chunk, ours, theirs) -> ours.replace("#2 to 'remove' (position", "#1 to 'remove' (position")
                    .equals(theirs),
            // 5.4.4 let utf8.codes pass continuation bytes where none are due.
            (chunk, ours, theirs) -> chunk.contains("utf8.codes") && ours.contains("invalid UTF-8 code"),
            // C evaluates the two arguments in any order.
            (chunk, ours, theirs) -> FIRST_OF_FMOD.matcher(ours).find()
                    && SECOND_OF_FMOD.matcher(theirs).find(),
            // 5.4.4 named the line of the function in front of an unclosed parenthesis, not the line of that.
            (chunk, ours, theirs) -> ours.contains("(to close '(' at line ")
                    && AT_LINE.matcher(ours)
                            .replaceAll("")
                            .equals(AT_LINE.matcher(theirs).replaceAll("")),
            // Texts in messages end at a zero byte in C.
            (chunk, ours, theirs) -> ours.replaceAll("\\\\000[^']*'", "'").equals(theirs),
            // Sorting is not stable, and zeros are equal whatever their sign.
            (chunk, ours, theirs) ->
                    chunk.contains("table.sort") && ours.replace("-0f", "0f").equals(theirs.replace("-0f", "0f")),
            // A NaN has no place in an order.
            (chunk, ours, theirs) -> chunk.contains("table.sort") && chunk.contains("0/0"),
            // PUC keeps the message handler of an xpcall that was left by closing its coroutine.
            (chunk, ours, theirs) -> chunk.contains("xpcall")
                    && ours.replace("attempt to yield across a C-call boundary", "error in error handling")
                            .equals(theirs),
            // Handlers of a failed coroutine run on the one that closes it.
            (chunk, ours, theirs) -> ours.replace("from outside a coroutine", "across a C-call boundary")
                    .equals(theirs));
}

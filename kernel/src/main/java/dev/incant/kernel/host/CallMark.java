package dev.incant.kernel.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A random word in a program's environment, which all that the program starts inherits and keeps, whoever its
/// parent is by then and whatever it did with its streams. By it the program's offspring is found on Linux, where
/// `/proc` shows the environment that each process began with; elsewhere nobody is found.
///
/// Not found is what was started with an environment without the word (`env -i`), what belongs to another user,
/// and what the system lets nobody look into (`ssh-agent` and its like, unless Incant runs as root).
final class CallMark {
    /// The variable that holds the word, behind those of the Incants around this one, as in `outer:inner`.
    static final String VARIABLE = "INCANT_CALL";

    /// The system tells the start of a process from its own, which it knows to the second.
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    private final String value;
    private final byte[] word;
    private final Instant since = Instant.now().minus(CLOCK_ERROR);

    private CallMark(String value, String word) {
        this.value = value;
        this.word = word.getBytes(StandardCharsets.US_ASCII);
    }

    /// A mark that no other program has.
    ///
    /// @param outer what Incant itself was marked with, if a call of another Incant runs it
    static CallMark fresh(@Nullable String outer) {
        String word = UUID.randomUUID().toString();
        return new CallMark(outer == null ? word : outer + ":" + word, word);
    }

    /// What to set [#VARIABLE] to.
    String value() {
        return value;
    }

    /// What one look over all processes found.
    ///
    /// @param carriers those that carry the mark
    /// @param sure whether these were all: false when something young showed no environment, as between two
    ///     programs, or ended while it was looked for, having perhaps started something
    record Look(List<ProcessHandle> carriers, boolean sure) {}

    /// Looks over all processes of this user (of all users, as root).
    Look look() {
        List<ProcessHandle> carriers = new ArrayList<>();
        boolean sure = true;
        byte[] buffer = new byte[8 << 10];
        for (String name : processes()) {
            File environment = new File("/proc/" + name + "/environ");
            // Asked first because a refusal by exception costs more than all else here.
            if (!environment.canRead()) {
                sure &= environment.exists();
                continue;
            }
            try (FileInputStream in = new FileInputStream(environment)) {
                int length = in.read(buffer);
                while (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * length);
                    length += Math.max(0, in.read(buffer, length, length));
                }
                if (length <= 0) {
                    sure &= !youngAndAlive(Long.parseLong(name));
                } else if (holdsWord(buffer, length)) {
                    ProcessHandle.of(Long.parseLong(name)).ifPresent(carriers::add);
                }
            } catch (IOException e) {
                sure = false;
            }
        }
        return new Look(carriers, sure);
    }

    private static String[] processes() {
        String[] names = new File("/proc").list((_, name) -> isNumber(name));
        return names == null ? new String[0] : names;
    }

    private static boolean isNumber(String name) {
        return name.charAt(0) >= '1' && name.charAt(0) <= '9' && name.length() < 18;
    }

    private boolean youngAndAlive(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent()
                && process.get()
                        .info()
                        .startInstant()
                        .filter(instant -> instant.isAfter(since))
                        .isPresent()
                && ProcessTree.runs(process.get());
    }

    private boolean holdsWord(byte[] environment, int length) {
        for (int from = 0; from <= length - word.length; from++) {
            if (environment[from] == word[0]
                    && Arrays.equals(environment, from, from + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}

package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What the documentation shows of the command line is what happens: each `console` block of a page is typed in, one
/// page in one folder, and the output compared. `…` in a line stands for anything.
final class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    @TempDir
    private Path folder;

    private static List<Path> pages() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(all, top)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    List<DynamicTest> every_console_block_is_what_happens() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            List<String> session = session(page);
            if (page.startsWith(ROOT.resolve("docs")) && !session.isEmpty()) {
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(page).toString(), () -> check(session)));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(2);
        return tests;
    }

    @Test
    void every_link_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1);
                boolean elsewhere = target.contains("://") || target.startsWith("mailto:");
                if (!elsewhere && !Files.exists(page.resolveSibling(target).normalize())) {
                    broken.add(ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /// The lines of a page's console blocks.
    private static List<String> session(Path page) throws IOException {
        List<String> session = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside) {
                session.add(line);
            }
        }
        return session;
    }

    private void check(List<String> session) throws IOException {
        Path here = Files.createTempDirectory(folder, "page");
        Examples.copyTo(here.resolve("examples"));
        Files.createDirectory(here.resolve("out"));
        Files.writeString(here.resolve("notes.txt"), "some notes\n");
        int i = 0;
        while (i < session.size()) {
            assertThat(session.get(i)).startsWith("$ ");
            String command = session.get(i).substring(2);
            int end = i + 1;
            while (end < session.size() && !session.get(end).startsWith("$ ")) {
                end++;
            }
            String shown = String.join("\n", session.subList(i + 1, end));
            if (command.startsWith("cat ")) {
                // A file that the reader is to write.
                Files.writeString(here.resolve(command.substring("cat ".length())), shown + "\n");
            } else {
                assertThat(output(here, command)).as(command).matches(pattern(shown));
            }
            i = end;
        }
    }

    private static String output(Path here, String command) throws IOException {
        CliLauncher launcher = new CliLauncher(here);
        int pipe = command.indexOf("' | ");
        if (pipe > 0) {
            assertThat(command).startsWith("echo '");
            launcher.input(command.substring("echo '".length(), pipe) + "\n");
        }
        List<String> words = ShellWords.of(pipe > 0 ? command.substring(pipe + "' | ".length()) : command);
        assertThat(words.getFirst()).isEqualTo("incant");
        launcher.variables.put("PATH", Processes.path(here));
        CliLauncher.Result result = launcher.run(words.subList(1, words.size()));
        boolean json = words.contains("json");
        String text = result.out() + (json ? "" : result.err());
        String exit = result.exit() == 0 ? "" : "[exit code " + result.exit() + "]";
        return text.endsWith("\n") && exit.isEmpty() ? text.substring(0, text.length() - 1) : text + exit;
    }

    private static Pattern pattern(String shown) {
        StringBuilder regex = new StringBuilder();
        for (String part : shown.split("…", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString());
    }
}

package dev.incant.tools.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GitIgnoreTest {
    /// One pattern, a path, whether it is ignored; a path with `/` at its end is a folder.
    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "*.log | a.log | true",
                "*.log | d/a.log | true",
                "*.log | a.log.txt | false",
                "/a.log | a.log | true",
                "/a.log | d/a.log | false",
                "d/a.log | x/d/a.log | false",
                "out/ | out | false",
                "out/ | out/ | true",
                "**/out | x/y/out | true",
                "x/**/out | x/out | true",
                "x/**/out | x/y/z/out | true",
                "x/** | x | false",
                "x/** | x/y/z | true",
                "x** | xyz | true",
                "a/x**y | a/x/y | false",
                "[ab]?.c | a1.c | true",
                "[!ab]1.c | a1.c | false",
                "[]-]x | ]x | true",
                "[[:digit:]] | 7 | true",
                "a[/]b | a/b | false",
                "a[!x]b | a/b | false",
                "\\#x | #x | true",
                "\\!x | !x | true",
                "#x | #x | false",
                "[x | [x | false",
                "{a,b} | a | false"
            })
    void follows_the_manual(String pattern, String path, boolean ignored) {
        boolean directory = path.endsWith("/");
        String plain = directory ? path.substring(0, path.length() - 1) : path;
        assertThat(GitIgnore.NONE.and("", pattern).ignores(plain, directory)).isEqualTo(ignored);
    }

    @Test
    void lets_the_last_rule_and_the_deepest_file_decide() {
        GitIgnore rules =
                GitIgnore.NONE.and("", "*.log\n!keep.log\r\n\nspace\\ \n").and("d", "keep.log\n!/a.log\n");
        assertThat(rules.ignores("a.log", false)).isTrue();
        assertThat(rules.ignores("keep.log", false)).isFalse();
        assertThat(rules.ignores("d/keep.log", false)).isTrue();
        assertThat(rules.ignores("d/a.log", false)).isFalse();
        assertThat(rules.ignores("d/e/a.log", false)).isTrue();
        assertThat(rules.ignores("space ", false)).isTrue();
    }

    private static final List<String> PATTERNS = List.of(
            "*.log",
            "!a.log",
            "/a*",
            "b/",
            "!b/",
            "a/**",
            "**/b",
            "a/**/c",
            "a/*/c",
            "*",
            "!*/",
            "?",
            "[a-b]",
            "[!a]*",
            "[[:alpha:]]",
            "[[:alpha:]-]b",
            "[]a]",
            "[a-]b",
            "[b-a]",
            "[z",
            "a\\",
            "\\a",
            "*\\.log",
            "a//",
            "/",
            "!",
            "//a",
            "**",
            "***/b",
            "a**/b",
            "e/a**",
            "e**/c",
            "a/***",
            "a/**b",
            "**/",
            "b/**/",
            "[[:x:]]",
            "[[:alpha]",
            "[\\]]",
            "a ",
            "a\\ ",
            "# a",
            "a/b/c",
            "/a/b/",
            "[^b]",
            "[--0]",
            "[!/]b",
            "a[.-0]b",
            "*[",
            "b\\*",
            "c.log/",
            "!a/b/c",
            "**\\/b");

    private static final List<String> PATHS = List.of(
            "a",
            "b",
            "c",
            "a.log",
            "b.log",
            "-b",
            "]",
            "a ",
            "# a",
            "b*",
            "ab",
            "d/a/b",
            "d/b",
            "d/a.log",
            "d/c.log/b",
            "d/ab",
            "d/e/a/c",
            "d/e/b/c/a",
            "e/a/x/c",
            "e/a/b/c",
            "e/a/c",
            "e/x.y",
            "z/[z",
            "z/[",
            "z/a\\");

    @Test
    void ignores_what_git_ignores(@TempDir Path root) throws Exception {
        assumeTrue(git(root, "", "init", "-q").exit() == 0, "git is not on the PATH");
        for (String path : PATHS) {
            Files.createDirectories(root.resolve(path).getParent());
            if (!Files.exists(root.resolve(path))) {
                Files.createDirectories(root.resolve(path));
            }
        }
        List<Path> all;
        try (var paths = Files.walk(root)) {
            all = paths.filter(each -> !each.startsWith(root.resolve(".git")) && !each.equals(root))
                    .toList();
        }
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < PATTERNS.size(); i++) {
            String second = i % 3 == 0 ? PATTERNS.get((i * 7 + 3) % PATTERNS.size()) + "\n" : "";
            String top = PATTERNS.get(i) + "\n" + second;
            String nested = i % 2 == 0 ? "" : PATTERNS.get((i * 5 + 1) % PATTERNS.size()) + "\n";
            Files.writeString(root.resolve(".gitignore"), top);
            Files.writeString(root.resolve("e/.gitignore"), nested);
            GitIgnore rules = GitIgnore.NONE.and("", top);
            List<String> asked = new ArrayList<>();
            all.forEach(each -> asked.add(root.relativize(each).toString()));
            List<String> expected = git(root, String.join("\0", asked) + "\0", "check-ignore", "-z", "--stdin")
                    .lines();
            for (String path : asked) {
                boolean ours = ignored(rules, rules.and("e", nested), path, root);
                if (ours != expected.contains(path)) {
                    differences.add("'" + top.replace("\n", "\\n") + "' e: '" + nested.strip() + "' on '" + path
                            + "': git says " + !ours);
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    /// As a walk does it: what lies in an ignored folder is not asked for.
    private static boolean ignored(GitIgnore top, GitIgnore inside, String path, Path root) {
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/') {
                String part = path.substring(0, i);
                GitIgnore rules = part.startsWith("e/") ? inside : top;
                if (rules.ignores(part, Files.isDirectory(root.resolve(part)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Answer(int exit, List<String> lines) {}

    private static Answer git(Path root, String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process process;
        try {
            process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            return new Answer(127, List.of());
        }
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), List.of(output.split("\0")));
    }
}

package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.cli.CliLauncher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files, variables and flags, and the `config` commands.
final class SettingsTest {
    @TempDir
    Path folder;

    private CliLauncher launcher;
    private Path deep;

    @BeforeEach
    void start() throws IOException {
        deep = Files.createDirectories(folder.resolve("a/b"));
        launcher = new CliLauncher(deep);
        launcher.variables.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    }

    private void project(String toml) throws IOException {
        Files.writeString(folder.resolve("incant.toml"), toml);
    }

    private void user(String toml) throws IOException {
        Files.createDirectories(folder.resolve("config/incant"));
        Files.writeString(folder.resolve("config/incant/incant.toml"), toml);
    }

    private Map<?, ?> shown(String key, String... flags) {
        String[] line = new String[flags.length + 5];
        System.arraycopy(new String[] {"config", "show", key, "--output", "json"}, 0, line, 0, 5);
        System.arraycopy(flags, 0, line, 5, flags.length);
        Result result = launcher.run(line);
        assertThat(result.err()).isEmpty();
        return (Map<?, ?>) Objects.requireNonNull(CliLauncher.map(result.out()).get(key));
    }

    @Test
    void later_sources_win_and_each_is_named() throws IOException {
        assertThat(shown("limits.timeout").get("source")).isEqualTo("default");
        project("[limits]\ntimeout = \"1s\"\n");
        assertThat(shown("limits.timeout").get("value")).isEqualTo("1s");
        assertThat(shown("limits.timeout").get("source")).asString().endsWith("/incant.toml:2");
        user("[limits]\ntimeout = \"2s\"\n");
        assertThat(shown("limits.timeout").get("value")).isEqualTo("2s");
        launcher.variables.put("INCANT_TIMEOUT", "3s");
        assertThat(shown("limits.timeout").get("value")).isEqualTo("3s");
        assertThat(shown("limits.timeout").get("source")).isEqualTo("INCANT_TIMEOUT");
        assertThat(shown("limits.timeout", "--timeout", "4s").get("value")).isEqualTo("4s");
        assertThat(shown("limits.timeout", "--timeout", "4s").get("source")).isEqualTo("--timeout");
    }

    @Test
    void settings_are_in_force() throws IOException {
        project("output = \"json\"\n");
        assertThat(launcher.run("exec", "return 'x'").out()).isEqualTo("\"x\"\n");
        launcher.variables.put("INCANT_OUTPUT", "text");
        assertThat(launcher.run("exec", "return 'x'").out()).isEqualTo("x\n");
        launcher.variables.put("INCANT_TIMEOUT", "100ms");
        assertThat(launcher.run("exec", "while true do end").exit()).isEqualTo(5);
    }

    @Test
    void paths_in_a_file_start_at_its_folder() throws IOException {
        project("[allow]\nread = [\"data\"]\n");
        assertThat(shown("allow.read").get("value"))
                .isEqualTo(List.of(folder.resolve("data").toString()));
    }

    @Test
    void denials_of_all_sources_hold() throws IOException {
        Files.writeString(deep.resolve("note.txt"), "hi");
        project("[deny]\nread = [\"a/b/note.txt\"]\n");
        assertThat(launcher.run("tool", "invoke", "base64_encoder.encode", "input_file=note.txt", "-A", "--deny-read=x")
                        .exit())
                .isEqualTo(4);
    }

    @Test
    void unknown_keys_are_errors_with_the_nearest() throws IOException {
        project("[limits]\ntimeot = \"1s\"\n");
        Result key = launcher.run("tool", "list");
        assertThat(key.exit()).isEqualTo(2);
        assertThat(key.err()).contains("incant.toml:2:1").contains("did you mean 'limits.timeout'?");
        project("");
        launcher.variables.put("INCANT_TIMEOT", "1s");
        Result variable = launcher.run("tool", "list");
        assertThat(variable.exit()).isEqualTo(2);
        assertThat(variable.err()).contains("did you mean 'INCANT_TIMEOUT'?");
    }

    @Test
    void wrong_values_are_errors_that_name_their_place() throws IOException {
        project("[allow]\nread = \"data\"\n");
        assertThat(launcher.run("tool", "list").err()).contains("incant.toml:2").contains("a list of strings");
        project("[limits]\ntimeout = \"soon\"\n");
        assertThat(launcher.run("config", "show").err()).contains("incant.toml:2 must be a time");
        project("x = \n");
        assertThat(launcher.run("config", "show").err()).contains("incant.toml:1:");
        project("");
        launcher.variables.put("INCANT_STRICT", "perhaps");
        assertThat(launcher.run("config", "show").err()).contains("INCANT_STRICT must be true or false");
    }

    @Test
    void mistakes_in_files_do_no_harm_to_help_and_doctor() throws IOException {
        project("x = \n");
        assertThat(launcher.run("version").exit()).isZero();
        assertThat(launcher.run("help").exit()).isZero();
        Result doctor = launcher.run("doctor");
        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out()).contains("problem  settings").contains("incant.toml:1:");
    }

    @Test
    void a_file_can_be_named() throws IOException {
        Files.writeString(deep.resolve("other.toml"), "output = \"json\"\n");
        assertThat(launcher.run("exec", "return 1", "--config", "other.toml").out())
                .isEqualTo("1\n");
        assertThat(shown("output", "--config", "other.toml").get("source")).isEqualTo("--output");
        assertThat(launcher.run("exec", "return 1", "--config", "none.toml").exit())
                .isEqualTo(3);
    }

    @Test
    void a_profile_wins_over_the_rest_of_all_files_when_it_is_chosen() throws IOException {
        project("[limits]\ntimeout = \"1s\"\n[profile.reader]\nlimits.timeout = \"5s\"\n[profile.reader.allow]\n"
                + "read = [\"data\"]\n");
        user("[limits]\ntimeout = \"2s\"\nmemory = \"64m\"\n");
        assertThat(shown("limits.timeout").get("value")).isEqualTo("2s");
        assertThat(shown("limits.timeout", "--profile", "reader").get("value")).isEqualTo("5s");
        launcher.variables.put("INCANT_PROFILE", "reader");
        assertThat(shown("limits.timeout").get("source")).asString().endsWith("/incant.toml:4");
        assertThat(shown("limits.memory").get("value")).isEqualTo("64m");
        assertThat(shown("allow.read").get("value"))
                .isEqualTo(List.of(folder.resolve("data").toString()));
        launcher.variables.put("INCANT_TIMEOUT", "6s");
        assertThat(shown("limits.timeout").get("value")).isEqualTo("6s");
    }

    @Test
    void denials_of_a_profile_and_of_the_rest_hold_together() throws IOException {
        Files.writeString(deep.resolve("note.txt"), "hi");
        Files.writeString(deep.resolve("other.txt"), "hi");
        project("[deny]\nread = [\"a/b/note.txt\"]\n[profile.shut.deny]\nread = [\"a/b/other.txt\"]\n");
        String[] line = {"tool", "invoke", "base64_encoder.encode", "input_file=note.txt", "-A", "--profile=shut"};
        assertThat(launcher.run(line).exit()).isEqualTo(4);
        line[3] = "input_file=other.txt";
        assertThat(launcher.run(line).exit()).isEqualTo(4);
        line[5] = "--output=json";
        assertThat(launcher.run(line).exit()).isZero();
    }

    @Test
    void a_profile_that_is_none_is_an_error_that_names_those_there_are() throws IOException {
        Result none = launcher.run("tool", "list", "--profile", "reader");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err()).contains("no profile 'reader': there is no incant.toml");
        project("[profile.writer]\n[profile.admin]\nallow.all = true\n");
        Result other = launcher.run("tool", "list", "--profile", "reader");
        assertThat(other.exit()).isEqualTo(3);
        assertThat(other.err()).contains("incant.toml; there are admin, writer");
        assertThat(launcher.run("exec", "return 1", "--profile", "writer").out())
                .isEqualTo("1\n");
    }

    @Test
    void mistakes_in_a_profile_are_told_whoever_chooses_it() throws IOException {
        project("[profile.x]\nlimits.timeot = \"1s\"\n");
        assertThat(launcher.run("tool", "list").err())
                .contains("incant.toml:2:1", "unknown key 'profile.x.limits.timeot'")
                .contains("did you mean 'profile.x.limits.timeout'?");
        project("[profile.x]\nlimits.timeout = true\n");
        assertThat(launcher.run("tool", "list").err()).contains(":2:", "profile.x.limits.timeout must be a string");
        project("profile.x = 3\n");
        assertThat(launcher.run("tool", "list").err()).contains("profile.x must be a table of settings");
        project("profile = \"x\"\n");
        assertThat(launcher.run("tool", "list").err()).contains("unknown key 'profile'");
    }

    @Test
    void a_file_is_written_once_and_names_every_setting() throws IOException {
        assertThat(launcher.run("config", "init").exit()).isZero();
        assertThat(launcher.run("config", "init").exit()).isEqualTo(8);
        assertThat(launcher.run("config", "init", "--force").exit()).isZero();
        Path file = deep.resolve("incant.toml");
        String text = Files.readString(file);
        Files.writeString(file, text.replaceAll("(?m)^# (?=[a-z_]+ = )", "").replace("trace = true", "trace = false"));
        String all = launcher.run("config", "show", "--output", "text").out();
        assertThat(all.lines().filter(line -> line.contains("default"))).isEmpty();
        try (var files = Files.list(deep)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void the_paths_are_told() throws IOException {
        project("");
        Map<?, ?> paths = CliLauncher.map(
                launcher.run("config", "path", "--output", "json").out());
        assertThat(paths.get("project")).isEqualTo(folder.resolve("incant.toml").toString());
        assertThat(paths.get("user_exists")).isEqualTo(false);
    }
}

package dev.incant.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.benchmarks.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts real, small processes.
final class TurnsTest {
    @TempDir
    Path folder;

    private static Turns.Command shell(String expected, String script) {
        return Turns.Command.printing(expected, List.of("sh", "-c", script));
    }

    @Test
    void commands_take_turns_and_the_first_do_not_count() throws Exception {
        Map<String, Turns.Command> commands = new LinkedHashMap<>();
        commands.put("a", shell("a\n", "echo a; echo a >>order"));
        commands.put("b", shell("b\n", "echo b; echo b >>order"));
        Map<String, List<Double>> times = new Turns(folder, commands).take(1, 3);
        assertThat(Files.readString(folder.resolve("order"))).isEqualTo("a\nb\n".repeat(4));
        assertThat(times.keySet()).containsExactly("a", "b");
        assertThat(times.get("a")).hasSize(3).allMatch(nanos -> nanos > 0);
    }

    @Test
    void a_time_is_the_whole_process() throws Exception {
        Map<String, List<Double>> times = new Turns(folder, Map.of("sleep", shell("", "sleep 0.2"))).take(0, 1);
        assertThat(times.getOrDefault("sleep", List.of()))
                .singleElement()
                .satisfies(nanos -> assertThat(nanos).isGreaterThan(200e6));
    }

    @Test
    void a_wrong_output_or_exit_code_ends_it_with_its_name() {
        assertThatThrownBy(() -> new Turns(folder, Map.of("liar", shell("8\n", "echo 9"))).take(0, 1))
                .isInstanceOf(Check.WrongResult.class)
                .hasMessageContaining("liar")
                .hasMessageContaining("9");
        assertThatThrownBy(() -> new Turns(folder, Map.of("fails", shell("", "exit 3"))).take(0, 1))
                .isInstanceOf(Check.WrongResult.class)
                .hasMessageContaining("ended with 3");
        assertThatThrownBy(() ->
                        new Turns(folder, Map.of("gone", Turns.Command.printing("", List.of("/nowhere/x")))).take(0, 1))
                .isInstanceOf(Check.WrongResult.class)
                .hasMessageContaining("gone cannot be started");
    }

    @Test
    void output_and_errors_of_any_size_do_not_block() throws Exception {
        Turns.Command noisy =
                new Turns.Command(List.of("sh", "-c", "seq 1 100000; seq 1 100000 >&2"), out -> out.length() > 500_000);
        assertThat(new Turns(folder, Map.of("noisy", noisy)).take(0, 1).get("noisy"))
                .hasSize(1);
    }
}

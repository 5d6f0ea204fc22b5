package dev.incant.mcp.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.value.Json;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.agent.AgentCall;
import dev.incant.mcp.agent.AgentSettings;
import dev.incant.mcp.agent.AgentTools;
import dev.incant.mcp.agent.CatalogueTools;
import dev.incant.mcp.agent.DirectTools;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every call of an agent is in the log, and so are those that its scripts make.
final class AuditedAgentsTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static AgentCall call() {
        return new AgentCall("claude", Progress.SILENT, new Cancellation());
    }

    private AuditLog log() throws IOException {
        return AuditLog.open(
                folder.resolve("audit.jsonl"), AuditLog.Options.STANDARD, InstantSource.system(), warnings::add);
    }

    private List<Map<?, ?>> lines() throws IOException {
        List<Map<?, ?>> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("audit.jsonl"))) {
            lines.add((Map<?, ?>) Objects.requireNonNull(Json.parse(line)));
        }
        return lines;
    }

    private SessionOptions session() {
        Grants grants = Grants.NONE.allow(Permission.READ, folder.toString());
        return SessionOptions.standard().in(folder).granting(grants).within(Limits.STRICT);
    }

    @Test
    void a_script_and_its_calls_are_entries_with_the_grants_that_were_used() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "hello");
        try (Kernel kernel = Kernel.start(KernelOptions.of(new Tools()).withScripts(new LuaScriptRuntime()));
                AuditLog log = log();
                AgentTools tools = CatalogueTools.open(kernel, session(), AgentSettings.STANDARD.audited(log))) {
            tools.call(
                    "run_script",
                    Values.map(
                            "code",
                            "tools.file_operations.read{path = 'a.txt'} tools.file_operations.read{path = '/etc/hosts'}"),
                    call());
            tools.call("search_tools", Values.map("query", "hash"), call());
            assertThatThrownBy(() -> tools.call("nothing", Map.of(), call())).hasMessageContaining("no tool");
        }
        assertThat(lines()).hasSize(5).allMatch(line -> "claude".equals(line.get("client")));
        assertThat(lines().stream().map(line -> line.get("tool") + " " + line.get("outcome")))
                .containsExactly(
                        "file_operations.read ok",
                        "file_operations.read denied",
                        "run_script denied",
                        "search_tools ok",
                        "nothing not_found");
        String read = "read=" + folder.toRealPath();
        assertThat(lines().getFirst().get("grants")).isEqualTo(List.of(read));
        assertThat(lines().getFirst().get("script")).isEqualTo(true);
        assertThat(lines().get(1).get("denied")).isEqualTo(List.of("--allow-read=/etc/hosts"));
        assertThat(lines().get(2).get("grants")).isEqualTo(List.of(read));
        assertThat(lines().get(2).get("denied")).isEqualTo(List.of("--allow-read=/etc/hosts"));
        assertThat(Files.readString(folder.resolve("audit.jsonl"))).doesNotContain("a.txt");
        assertThat(warnings).isEmpty();
    }

    @Test
    void direct_calls_are_entries_also_those_that_failed() throws Exception {
        try (Kernel kernel = Kernel.start(KernelOptions.of(new Tools()));
                AuditLog log = log();
                AgentTools tools = DirectTools.open(kernel, session(), AgentSettings.STANDARD.audited(log))) {
            tools.call("calculator-evaluate", Values.map("expression", "1"), call());
            tools.call("calculator-evaluate", Values.map("expresion", "1"), call());
            assertThatThrownBy(() -> tools.call("calculator-x", Map.of(), call()))
                    .hasMessageContaining("no tool");
        }
        assertThat(lines().stream().map(line -> line.get("tool") + " " + line.get("outcome")))
                .containsExactly(
                        "calculator.evaluate ok", "calculator.evaluate invalid_params", "calculator-x not_found");
    }

    @Test
    void a_log_that_cannot_be_written_breaks_no_call() throws Exception {
        Path home = Files.createDirectory(folder.resolve("logs"));
        try (Kernel kernel = Kernel.start(KernelOptions.of(new Tools()));
                AuditLog log = AuditLog.open(
                        home.resolve("audit.jsonl"), AuditLog.Options.STANDARD, InstantSource.system(), warnings::add);
                AgentTools tools = DirectTools.open(kernel, session(), AgentSettings.STANDARD.audited(log))) {
            Files.delete(home.resolve("audit.jsonl"));
            Files.delete(home);
            Files.writeString(home, "in the way");
            assertThat(tools.call("calculator-evaluate", Values.map("expression", "1"), call())
                            .failed())
                    .isFalse();
            assertThat(log.failures()).isEqualTo(1);
            assertThat(warnings).hasSize(1);
        }
    }
}

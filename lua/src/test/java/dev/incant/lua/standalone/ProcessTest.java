package dev.incant.lua.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.incant.lua.conformance.Interpreter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The interpreter as a process: its environment, signals, and readers that go away.
@Timeout(60)
class ProcessTest {
    @TempDir
    Path folder;

    private static Interpreter.Result shell(Path folder, String command) {
        Path program = folder.resolve("lua");
        Interpreter.ours().named(program);
        try {
            Path out = folder.resolve("out");
            Process process = new ProcessBuilder("/bin/sh", "-c", command.replace("LUA", "'" + program + "'"))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Interpreter.Result(process.exitValue(), Files.readString(out), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // ---- the script

    @Test
    void readsTheScriptOnceFromTheDescriptorThatTheLauncherOpened() throws Exception {
        Files.writeString(folder.resolve("x.lua"), "print('from the file')");
        Files.writeString(folder.resolve("opened.lua"), """
                print('from the descriptor')
                dofile(arg[0])
                local other = io.open('/dev/fd/9')
                print(other and other:read('a'):find('from the descriptor') and 'open' or 'closed')
                """);
        Interpreter.Result result = shell(
                folder,
                "cd '" + folder
                        + "' && JAVA_TOOL_OPTIONS=-Dlua.script.descriptor=9 LUA x.lua 9<opened.lua 2>/dev/null");
        assertThat(result.out()).isEqualTo("from the descriptor\nfrom the file\nclosed\n");
        assertThat(result.exit()).isZero();
    }

    // ---- environment

    @Test
    void runsInitFromTheEnvironment() throws Exception {
        Interpreter lua = Interpreter.ours().in(folder).where("LUA_INIT", "x = arg[1]");
        assertThat(lua.with("-", "y").reading("print(x)").run().out()).isEqualTo("y\n");
        Files.writeString(folder.resolve("init.lua"), "x = 'file'");
        assertThat(lua.where("LUA_INIT_5_4", "@init.lua")
                        .with("-e", "print(x)")
                        .run()
                        .out())
                .isEqualTo("file\n");
        Interpreter.Result failed =
                lua.where("LUA_INIT", "error('msg')").with("-e", "print(1)").run();
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).isEqualTo("""
                lua: LUA_INIT:1: msg
                stack traceback:
                \t[C]: in function 'error'
                \tLUA_INIT:1: in main chunk
                \t[C]: in ?
                """);
    }

    @Test
    void ignoresTheEnvironmentOnRequest() {
        Interpreter lua = Interpreter.ours().where("LUA_INIT", "error('msg')").where("LUA_PATH", "here;;");
        String script = "print(package.path:find('here', 1, true), os.getenv('LUA_PATH'))";
        assertThat(lua.with("-E", "-e", script).run().out()).isEqualTo("nil\there;;\n");
        assertThat(Interpreter.ours()
                        .where("LUA_PATH", "here;;")
                        .with("-e", script)
                        .run()
                        .out())
                .isEqualTo("1\there;;\n");
    }

    // ---- readers that go away

    @Test
    void endsWhenNobodyReadsItsOutput() {
        Interpreter.Result result =
                shell(folder, "{ LUA -e 'while true do print(1) end'; echo code $? >&2; } | head -n 1");
        assertThat(result.out()).isEqualTo("1\ncode 141\n");
        String protectedly =
                "{ LUA -e 'while true do pcall(io.write, 1, \"\\n\") end'; echo code $? >&2; } | head -n 1";
        assertThat(shell(folder, protectedly).out()).isEqualTo("1\ncode 141\n");
    }

    @Test
    void runsWithoutStandardStreams() {
        String script = "pcall(print, 1) pcall(io.stderr.write, io.stderr, 2) os.exit(7)";
        assertThat(shell(folder, "LUA -e '" + script + "' >&- 2>&- <&-").exit()).isEqualTo(7);
    }

    @Test
    void tellsOfAFullDisk() {
        assertThat(shell(folder, "LUA -e 'io.stderr:write(tostring(select(2, io.stdout:write(1):flush())))' >/dev/full")
                        .out())
                .contains("No space left on device");
    }

    // ---- signals

    @Test
    void endsOnASignalWithItsOutputWritten() throws Exception {
        Path ready = folder.resolve("ready");
        String script =
                "print('printed') io.open('" + ready + "', 'w'):close() pcall(function() while true do end end)";
        Path out = folder.resolve("out");
        Process process = Interpreter.ours()
                .with("-e", script)
                .builder()
                .redirectOutput(out.toFile())
                .start();
        while (!Files.exists(ready)) {
            Thread.onSpinWait();
        }
        signal(process, "TERM");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(out).hasContent("printed");
    }

    @Test
    void stopsAScriptOnInterrupt() throws Exception {
        assumeInterruptsArrive();
        Process process = Interpreter.ours()
                .with("-e", "io.stderr:write('on\\n') while true do end")
                .builder()
                .start();
        assertThat(process.getErrorStream().read()).isEqualTo('o');
        signal(process, "INT");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
    }

    @Test
    void stopsAChunkOfThePromptOnInterrupt() throws Exception {
        assumeInterruptsArrive();
        Process process = Interpreter.ours()
                .with("-i")
                .builder()
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        try (OutputStream in = process.getOutputStream()) {
            in.write(
                    "x = 5 io.stderr:write('on\\n') while true do pcall(error) end\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            String line;
            do {
                line = out.readLine();
            } while (line != null && !line.endsWith("on"));
            signal(process, "INT");
            assertThat(out.readLine()).isEqualTo("interrupted!");
            in.write("x + 1\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(out.readLine()).isEqualTo("> 6");
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /// Processes in the background of a shell are started with interrupts ignored, and so are theirs.
    private static void assumeInterruptsArrive() throws IOException {
        try (BufferedReader status = new BufferedReader(
                new InputStreamReader(Files.newInputStream(Path.of("/proc/self/status")), StandardCharsets.UTF_8))) {
            String ignored = status.lines()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElse("SigIgn: 0");
            long mask = Long.parseUnsignedLong(ignored.substring(7).strip(), 16);
            assumeFalse((mask & 2) != 0, "NOT RUN: interrupts are ignored in this process");
        }
    }
}

package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "C's error texts")
class IoLibTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("file");
    }

    /// Runs a script in which N is the name of a file in the temporary folder.
    private List<@Nullable Object> run(String text) {
        return Scripts.run(LuaHost.system(), "local N = '" + file() + "' " + text);
    }

    private void write(String latin1) throws IOException {
        Files.writeString(file(), latin1, StandardCharsets.ISO_8859_1);
    }

    private String written() throws IOException {
        return Files.readString(file(), StandardCharsets.ISO_8859_1);
    }

    // ---- reading

    @Test
    void formatsReadWhatTheySay() throws IOException {
        write("line1\nline2\r\n\n\nlast");
        assertThat(run("""
                local f = io.open(N)
                return f:read(), f:read("L"), f:read(0), f:read("*l"), f:read(2), f:read(100), f:read(0), f:read("a"), f:read("l")
                """)).containsExactly("line1", "line2\r\n", "", "", "\nl", "ast", null, "", null);
    }

    @Test
    void readingStopsAtTheFirstFailure() throws IOException {
        write("1 2 x rest");
        assertThat(run("local f = io.open(N) return f:read('n', 'n', 'n', 'l')"))
                .containsExactly(1L, 2L, null);
    }

    /// What is read, and what is left; expected values come from lua5.4.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            nullValues = "nil",
            value = {
                "12 rest|12| rest",
                " \t-0x1Fz|-31|z",
                "0x1p4|16.0|",
                ".5e-3,|5.0E-4|,",
                "5.|5.0|",
                "1e+x|nil|x",
                "0xg|nil|g",
                "--1|nil|-1",
                "+.e1|nil|e1",
                "1..2|1.0|.2",
                "1e5e5|100000.0|e5",
                "9223372036854775808|9.223372036854776E18|",
                "0xfffffffffffffffff|-1|",
                "inf|nil|inf",
                "0b1|0|b1",
            })
    void numbersAreReadUpToTheFirstByteThatCannotBelong(String text, @Nullable String number, @Nullable String rest)
            throws IOException {
        write(text);
        List<@Nullable Object> results = run("local f = io.open(N) return f:read('n'), f:read('a')");
        assertThat(results.get(0) == null ? null : String.valueOf(results.get(0)))
                .isEqualTo(number);
        assertThat(results.get(1)).isEqualTo(rest == null ? "" : rest);
    }

    @Test
    void numeralsOfMoreThan200BytesAreNotRead() throws IOException {
        write("1".repeat(200) + "\n" + "1".repeat(201) + "\n");
        assertThat(run("local f = io.open(N) return f:read('n') ~= nil, f:read('n'), f:read('l')"))
                .containsExactly(true, null, "1");
    }

    @Property(tries = 50)
    void linesOfAnyLengthComeBack(@ForAll @Size(max = 30) List<@Size(max = 40) String> pieces) {
        StringBuilder text = new StringBuilder();
        for (String piece : pieces) {
            // Some longer than a buffer.
            text.append(piece.replace("\n", "").repeat(piece.length() % 3 == 0 ? 500 : 1))
                    .append('\n');
        }
        MemoryHost host = new MemoryHost();
        host.file("in", LuaString.of(text.toString()).toLatin1());
        assertThat(Scripts.value(host, """
                local t = {}
                for l in io.lines("in", "L") do t[#t + 1] = l end
                local lines = {}
                for l in io.lines("in") do lines[#lines + 1] = l end
                lines[#lines + 1] = ""
                local f = io.open("in")
                local all = f:read("a")
                return table.concat(t) == all and table.concat(lines, "\\n") == all and all
                """))
                .isEqualTo(LuaString.of(text.toString()).toLatin1());
    }

    @Test
    void bytesAreNotText() throws IOException {
        write("\0\u00ff\r\n\u0080");
        assertThat(run("return io.open(N):read('a')")).containsExactly("\0\u00ff\r\n\u0080");
    }

    // ---- writing and position

    @Test
    void numbersAreWrittenAsCPrintsThem() throws IOException {
        run("io.open(N, 'w'):write('a', 1, 2.5, 3.0, 2^63, -0.0, 1/0):close()");
        assertThat(written()).isEqualTo("a12.539.2233720368548e+18-0inf");
    }

    @Test
    void updatingMixesReadsAndWrites() throws IOException {
        write("0123456789");
        assertThat(run("""
                local f = io.open(N, "r+")
                local a = f:read(3)
                f:write("XY")
                local b = f:read(2)
                local c = f:seek()
                f:seek("end", -1)
                f:write("Z!")
                f:seek("set", 2)
                return a, b, c, f:read("a"), f:close()
                """)).containsExactly("012", "56", 7L, "2XY5678Z!", true);
        assertThat(written()).isEqualTo("012XY5678Z!");
    }

    @Test
    void appendingGoesToTheEndWhereverOneIs() throws IOException {
        write("0123");
        assertThat(run("""
                local f = io.open(N, "a+")
                local at = f:seek()
                local a = f:read(2)
                f:write("x")
                f:seek("set", 1)
                local b = f:read(2)
                f:write("y")
                local c = f:seek()
                f:close()
                f = io.open(N, "a")
                return at, a, b, c, f:seek(), f:seek("set"), f:write("z") == f, f:seek(), f:read(1)
                """)).containsExactly(0L, "01", "12", 6L, 6L, 0L, true, 7L, null, "Bad file descriptor", 9L);
        assertThat(written()).isEqualTo("0123xyz");
    }

    @Test
    void modesTruncateOrNot() throws IOException {
        write("old");
        run("io.open(N, 'r+b'):close()");
        assertThat(written()).isEqualTo("old");
        run("io.open(N, 'w+'):close()");
        assertThat(written()).isEmpty();
    }

    @Test
    void seekingBeforeTheStartIsAFailure() throws IOException {
        write("abc");
        assertThat(run("return io.open(N):seek('cur', -1)")).containsExactly(null, "Invalid argument", 22L);
        assertThat(run("local f = io.open(N) f:read(2) f:seek('cur', -1) return f:read(1), f:seek('end', 5)"))
                .containsExactly("b", 8L);
    }

    @Test
    void buffersKeepOutputUntilTheirTime() throws IOException {
        assertThat(run("""
                local w, r = io.open(N, "w"), io.open(N)
                local function seen() r:seek("set") return r:read("a") end
                local t = {}
                w:setvbuf("full", 4000)
                w:write("a") t[1] = seen()
                w:flush() t[2] = seen()
                w:setvbuf("line")
                w:write("b") t[3] = seen()
                w:write("\\n") t[4] = seen()
                w:setvbuf("no")
                w:write("c") t[5] = seen()
                w:setvbuf("full", 2)
                w:write("d") t[6] = seen()
                w:write("ef") t[7] = seen()
                w:close() t[8] = seen()
                return table.unpack(t)
                """)).containsExactly("", "a", "a", "ab\n", "ab\nc", "ab\nc", "ab\ncdef", "ab\ncdef");
    }

    // ---- opening and closing

    @Test
    void failuresHaveTheTextsAndNumbersOfC() throws IOException {
        write("x");
        assertThat(run("return io.open(N .. '/x')")).containsExactly(null, file() + "/x: Not a directory", 20L);
        assertThat(run("return io.open(N .. 'x')")).containsExactly(null, file() + "x: No such file or directory", 2L);
        assertThat(run("return io.open('" + folder + "', 'w')"))
                .containsExactly(null, folder + ": Is a directory", 21L);
        assertThat(run("return io.open('" + folder + "'):read(1)")).containsExactly(null, "Is a directory", 21L);
        assertThat(run("return io.open('a\\0b')").subList(2, 3)).containsExactly(2L);
        assertThat(run("return io.open(N):write('x')")).containsExactly(null, "Bad file descriptor", 9L);
        assertThat(run("return io.open(N, 'w'):read()")).containsExactly(null, "Bad file descriptor", 9L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "io.open('x', 'rw') | bad argument #2 to 'open' (invalid mode)",
                "io.open('x', '') | bad argument #2 to 'open' (invalid mode)",
                "io.open('x', 'b') | bad argument #2 to 'open' (invalid mode)",
                "io.open('x', 'rb+') | bad argument #2 to 'open' (invalid mode)",
                "io.popen('x', 'r+') | bad argument #2 to 'popen' (invalid mode)",
                "io.lines('/nonexistent') | cannot open file '/nonexistent' (No such file or directory)",
                "io.input('/nonexistent') | cannot open file '/nonexistent' (No such file or directory)",
                "io.read('x') | bad argument #1 to 'read' (invalid format)",
                "io.stdin.close() | bad argument #1 to 'close' (FILE* expected, got no value)",
                "io.stdin:seek('x') | bad argument #1 to 'seek' (invalid option 'x')",
                "io.stdout:write({}) | bad argument #1 to 'write' (string expected, got table)",
                "io.type() | bad argument #1 to 'type' (value expected)",
            })
    void errorsAreWordedAsPucDoes(String expression, String message) {
        assertThat(Scripts.error(
                        LuaHost.system(
                                InputStream.nullInputStream(),
                                new ByteArrayOutputStream(),
                                new ByteArrayOutputStream()),
                        expression))
                .isEqualTo(message);
    }

    @Test
    void aClosedFileIsOfNoUse() throws IOException {
        write("x");
        assertThat(run("""
                local f = io.open(N)
                local next = f:lines()
                f:close()
                local function message(...) local ok, m = pcall(...) return (m:gsub("^.-:%d+: ", "")) end
                return tostring(f), io.type(f), message(f.read, f), message(io.close, f), message(io.output, f), message(next)
                """))
                .containsExactly(
                        "file (closed)",
                        "closed file",
                        "attempt to use a closed file",
                        "attempt to use a closed file",
                        "attempt to use a closed file",
                        "file is already closed");
        assertThat(run("io.output(N) io.close() return pcall(io.write, 'x')"))
                .containsExactly(false, "default output file is closed");
    }

    @Test
    void standardFilesStayOpen() {
        assertThat(run("return io.stdout:close()")).containsExactly(null, "cannot close standard file");
        assertThat(run("return io.type(io.stdout), io.type(1), io.output() == io.stdout, io.input() == io.stdin"))
                .containsExactly("file", null, true, true);
    }

    @Test
    void aFileClosesWithItsScope() throws IOException {
        assertThat(run("""
                local g
                do local f <close> = io.open(N, "w") f:write("kept") g = f end
                return io.type(g)
                """)).containsExactly("closed file");
        assertThat(written()).isEqualTo("kept");
    }

    @Test
    void theEndOfAStateWritesWhatIsInBuffers() throws IOException {
        run("F = io.open(N, 'w') F:write('kept')");
        assertThat(written()).isEqualTo("kept");
    }

    @Test
    void aLostFileIsClosedByACollection() {
        assertThat(run("""
                io.open(N, "w"):write("lost")
                collectgarbage()
                return io.open(N):read("a")
                """)).containsExactly("lost");
    }

    // ---- lines

    @Test
    void linesClosesItsFileAtTheEnd() throws IOException {
        write("a\nb");
        assertThat(run("""
                local next, a, b, f = io.lines(N)
                return a, b, io.type(f), next(), next(), next(), io.type(f)
                """)).containsExactly(null, null, "file", "a", "b", null, "closed file");
        assertThat(run("""
                local f = io.open(N)
                local n = 0
                for _ in f:lines() do n = n + 1 end
                return n, io.type(f)
                """)).containsExactly(2L, "file");
    }

    @Test
    void aLoopLeftEarlyClosesItsFile() throws IOException {
        write("a\nb");
        assertThat(run("""
                local next, _, _, f = io.lines(N)
                for l in next, nil, nil, f do break end
                return io.type(f)
                """)).containsExactly("closed file");
    }

    @Test
    void aFileInUseByAnIterationIsNotLost() throws IOException {
        write("a\nb\nc");
        assertThat(run("""
                local next = io.open(N):lines()
                local t = {next()}
                collectgarbage() collectgarbage()
                t[2] = next()
                return table.unpack(t)
                """)).containsExactly("a", "b");
    }

    @Test
    void linesTakesSeveralFormats() throws IOException {
        write("1a\n2b\n");
        assertThat(run("""
                local t = {}
                for n, rest in io.lines(N, "n", "L") do t[#t + 1] = n .. rest end
                return table.concat(t)
                """)).containsExactly("1a\n2b\n");
        assertThat(run("return pcall(io.lines, N, table.unpack({}, 1, 251))").get(1))
                .isEqualTo("bad argument #252 to 'io.lines' (too many arguments)");
    }

    // ---- default files and standard streams

    @Test
    void defaultFilesCanBeReplaced() throws IOException {
        write("in\nmore");
        assertThat(run("""
                io.input(N)
                local a = io.read()
                local t = {}
                for l in io.lines() do t[#t + 1] = l end
                io.input():close()
                io.output(N)
                io.write("out")
                io.close()
                return a, t[1]
                """)).containsExactly("in", "more");
        assertThat(written()).isEqualTo("out");
    }

    @Test
    void printAndWriteStayInOrder() {
        MemoryHost host = new MemoryHost();
        Scripts.run(host, "io.write('a') print('b') io.stdout:write('c', '\\n') print() io.write('d')");
        assertThat(host.output()).isEqualTo("ab\nc\n\nd");
    }

    @Test
    void outputIsHandedOverWhenACallEnds() {
        MemoryHost host = new MemoryHost();
        try (LuaState lua = LuaState.open(LuaOptions.full(host))) {
            lua.run("print('a')");
            assertThat(host.output()).isEqualTo("a\n");
            assertThatThrownBy(() -> lua.run("io.write('b') error('x')")).isInstanceOf(LuaError.class);
            assertThat(host.output()).isEqualTo("a\nb");
        }
    }

    @Test
    void printWorksWithoutTheIoLibrary() {
        MemoryHost host = new MemoryHost();
        Scripts.run(LuaOptions.sandboxed().host(host), "print(1, 'x')");
        assertThat(host.output()).isEqualTo("1\tx\n");
    }

    @Test
    void standardInputIsRead() {
        assertThat(Scripts.run(new MemoryHost().input("x\n42 y"), "return io.read('l', 'n', 'a')"))
                .containsExactly("x", 42L, " y");
        assertThat(Scripts.run(new MemoryHost(), "return io.read()")).containsExactly((Object) null);
    }

    @Test
    void errorOutputIsNotBuffered() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        LuaHost host = LuaHost.system(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), err);
        try (LuaState lua = LuaState.open(LuaOptions.full(host))) {
            lua.run("io.stderr:write('now')");
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("now");
        }
    }

    @Test
    void whatScriptsBreakInTheRegistryIsAnOrdinaryError() {
        assertThat(Scripts.run(new MemoryHost(), """
                local r = debug.getregistry()
                for k in pairs(r) do r[k] = 5 end
                return (pcall(io.write, "x")), (pcall(io.read)), (pcall(io.lines)), (pcall(require, "x")), (pcall(print, "x"))
                """)).containsExactly(false, false, false, false, true);
    }

    // ---- processes and temporary files

    @Test
    void pipesReadWriteAndTellHowTheProcessEnded() throws IOException {
        assertThat(run("local p = io.popen('echo hi; exit 3') return p:read('a'), p:close()"))
                .containsExactly("hi\n", null, "exit", 3L);
        assertThat(run("local p = io.popen('cat > ' .. N, 'w') p:write('through') return p:close()"))
                .containsExactly(true, "exit", 0L);
        assertThat(written()).isEqualTo("through");
    }

    @Test
    void temporaryFilesAreReadAndWritten() {
        assertThat(run("local f = io.tmpfile() f:write('abc') f:seek('set', 1) return f:read('a'), f:close()"))
                .containsExactly("bc", true);
    }

    // ---- limits

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.open('endless'):read('a')",
                "io.open('endless'):read()",
                "io.open('endless'):read(1 << 40)",
                "for l in io.lines('endless', 100) do end",
                "local f = io.open('endless') while true do f:read('n') f:read(1) end",
                "local s = ('x'):rep(1 << 20) while true do io.write(s) end",
            })
    void endlessFilesEndAtALimit(String script) {
        LuaHost host = new EndlessHost();
        try (LuaState lua = LuaState.open(LuaOptions.full(host).memory(64 << 20))) {
            lua.deadline(Duration.ofMillis(300));
            assertThatThrownBy(() -> lua.run(script))
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(LuaStopped.class),
                            e -> assertThat(e).hasMessageContaining("not enough memory"));
        }
    }

    /// Its files have no end and no line ends.
    private static final class EndlessHost implements LuaHost {
        @Override
        public LuaFile open(String name, LuaFile.Mode mode) {
            return new LuaFile() {
                @Override
                public int read(byte[] into, int from, int length) {
                    java.util.Arrays.fill(into, from, from + length, (byte) '1');
                    return length;
                }
            };
        }
    }

    @Test
    void filesLeftOpenAreClosedInTime() {
        int[] open = new int[2];
        LuaHost host = new LuaHost() {
            @Override
            public LuaFile open(String name, LuaFile.Mode mode) {
                open[0]++;
                open[1] = Math.max(open[1], open[0]);
                return new LuaFile() {
                    @Override
                    public void close() {
                        open[0]--;
                    }
                };
            }
        };
        Scripts.run(host, "for i = 1, 20000 do io.open('x') end");
        assertThat(open[0]).isZero();
        assertThat(open[1]).isLessThan(5_000);
    }
}

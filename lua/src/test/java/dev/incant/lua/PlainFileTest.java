package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "C's error texts")
class PlainFileTest {
    @TempDir
    private Path folder;

    /// Opens all files by channels.
    private static final LuaHost CHANNELS = new LuaHost() {
        @Override
        public LuaFile open(String name, LuaFile.Mode mode) throws IOException {
            return SystemFile.open(SystemHost.path(name), mode);
        }
    };

    /// Runs a script in which N names a file of eight bytes, and gives its results and what the file has then.
    private List<@Nullable Object> run(LuaHost host, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "one\n2\nab");
        List<@Nullable Object> results = Scripts.run(host, "local N = '" + file + "' " + script);
        results.add(Files.readString(file));
        return results;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local f = io.open(N) return f:read('l', 'n', 'a')",
                "local f = io.open(N) return f:seek('end'), f:read(1), f:seek('set', 4), f:read('n'), f:seek()",
                "local f = io.open(N) return f:seek('cur', 3), f:seek('cur', -1), f:read(2), f:seek('set', -1)",
                "local f = io.open(N) return f:seek('end', 5), f:read('a'), f:read(1), f:seek()",
                "local f = io.open(N) local a, b, c = f:write('x') return a, b, c, f:flush() == f",
                "local t = {} for l in io.lines(N) do t[#t + 1] = l end return #t, table.concat(t, '|')",
                "local f = io.open(N, 'w') return f:write('x') == f, f:seek(), f:close()",
                "local f = io.open(N, 'w') f:write('abc') return f:seek('set', 1), f:write('X') == f, f:seek('end'), f:close()",
                "local f = io.open(N, 'w') f:write('x') return f:seek('set', 4), f:write('y') == f, f:seek()",
                "local f = io.open(N, 'w') return f:read(1), f:seek('cur', -1)",
                "local f = io.open(N, 'a') return f:seek(), f:write('x') == f, f:seek(), f:close()",
                "local f = io.open(N, 'a') return f:seek('set', 1), f:seek(), f:write('x') == f, f:seek()",
                "local f = io.open(N, 'a') f:write('x') return f:seek('end', -2), f:write('y') == f, f:seek('cur', 1)",
                "local f = io.open(N, 'a') f:write('x') return f:seek('cur', -20), f:read(1)",
                "local a, b = io.open(N, 'a'), io.open(N, 'a') a:write('1') a:flush() b:write('2') b:flush() "
                        + "return b:seek(), a:write('3') == a, a:seek()",
                "return io.open(N .. '/x')",
                "return io.open(N .. '/x', 'w')",
                "return io.open(N .. 'x/y', 'a')",
                "return io.open('')",
                "return io.open('', 'w')",
                "return io.open('/', 'r'):read()",
                "return io.open('/', 'w')",
                "return io.open(N .. ('x'):rep(300), 'w')",
                "return io.open(N .. '\\0', 'w')",
                "local f = io.open(N, 'ab') f:close() return io.type(f), pcall(f.write, f, 'x')",
            })
    void streamsAndChannelsAreTheSameFile(String script) throws IOException {
        assertThat(run(LuaHost.system(), script)).isEqualTo(run(CHANNELS, script));
    }

    @Test
    void regularFilesAreOpenedByStreams() throws IOException {
        for (LuaFile.Mode mode : List.of(LuaFile.Mode.WRITE, LuaFile.Mode.APPEND, LuaFile.Mode.READ)) {
            LuaFile file = LuaHost.system().open(folder.resolve("new").toString(), mode);
            assertThat(file).isInstanceOf(PlainFile.class);
            file.close();
        }
    }

    @Test
    void whatIsNoRegularFileIsOpenedByChannels() throws IOException {
        assertThat(PlainFile.open(folder.toString(), LuaFile.Mode.READ)).isNull();
        assertThat(PlainFile.open(folder.toString(), LuaFile.Mode.APPEND)).isNull();
        assertThat(PlainFile.open("/dev/null", LuaFile.Mode.WRITE)).isNull();
        assertThat(PlainFile.open(folder + "/file", LuaFile.Mode.UPDATE)).isNull();
    }

    @Test
    void aNameThatJavaWouldReplaceIsNotTaken() throws IOException {
        assertThat(PlainFile.open(folder + "/größe", LuaFile.Mode.WRITE)).isNull();
        assertThat(PlainFile.open(folder + "/a\0b", LuaFile.Mode.WRITE)).isNull();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatIsAppendedToIsNeverEmptied() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "old ");
        Scripts.run(LuaHost.system(), "local f = io.open('" + file + "', 'a') f:write('new') f:close()");
        assertThat(file).hasContent("old new");
    }
}

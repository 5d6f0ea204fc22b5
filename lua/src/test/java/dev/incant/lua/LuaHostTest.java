package dev.incant.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LuaHostTest {
    @Test
    void withoutAHostNothingExists() {
        assertThat(Scripts.run("return io.open('x')")).containsExactly(null, "x: files are not available", 13L);
        assertThat(Scripts.run("return io.tmpfile()")).containsExactly(null, "files are not available", 13L);
        assertThat(Scripts.run("return os.remove('x')")).containsExactly(null, "x: files are not available", 13L);
        assertThat(Scripts.run("return os.rename('x', 'y')")).containsExactly(null, "files are not available", 13L);
        assertThat(Scripts.run("return io.popen('ls')")).containsExactly(null, "ls: processes are not available", 13L);
        assertThat(Scripts.run("return os.execute('ls')")).containsExactly(null, "processes are not available", 13L);
        assertThat(Scripts.run("return os.execute(), os.getenv('PATH'), io.read()"))
                .containsExactly(false, null, null);
        assertThat(Scripts.error("os.tmpname()")).isEqualTo("unable to generate a unique filename");
        assertThat(Scripts.error("os.exit(3)")).isEqualTo("'exit' is not available");
        assertThat(Scripts.error("io.lines('x')")).isEqualTo("cannot open file 'x' (files are not available)");
        assertThat(Scripts.run("return loadfile('x')")).startsWith((Object) null);
    }

    @Test
    void withoutAHostOutputIsDiscardedAndTheClockRuns() {
        assertThat(Scripts.run("print('x') return io.write('x') == io.stdout, os.date('%Z')"))
                .containsExactly(true, "UTC");
        assertThat((Long) Scripts.value("return os.time()"))
                .isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.data.Offset.offset(5L));
    }

    @Test
    void aHostGrantsWhatItImplements() throws IOException {
        MemoryHost host = new MemoryHost().file("a", "return 'text'");
        assertThat(Scripts.run(host, "return io.open('a'):read('a'), dofile('a'), package.searchpath('a', '?')"))
                .containsExactly("return 'text'", "text", "a");
        assertThat(host.readFile("a")).asString(StandardCharsets.ISO_8859_1).isEqualTo("return 'text'");
        assertThat(host.isReadable("a")).isTrue();
        assertThat(host.isReadable("b")).isFalse();
    }

    @Test
    void exceptionsOfJavaHaveTheNumbersOfC() {
        assertErrno(new NoSuchFileException("x"), "No such file or directory", 2);
        assertErrno(new AccessDeniedException("x"), "Permission denied", 13);
        assertErrno(new FileSystemException("x", null, "Too many open files"), "Too many open files", 24);
        assertErrno(new FileNotFoundException("x (Is a directory)"), "Is a directory", 21);
        assertErrno(
                new IOException("Cannot run program: error=2, No such file or directory"),
                "No such file or directory",
                2);
        assertErrno(new IOException("the moon is full"), "the moon is full", 5);
        assertErrno(new IOException(), "Input/output error", 5);
    }

    private static void assertErrno(IOException e, String text, int code) {
        assertThat(Errno.text(e)).isEqualTo(text);
        assertThat(Errno.code(e)).isEqualTo(code);
    }

    @Test
    void messagesOfHostsAreUtf8() {
        LuaHost host = new LuaHost() {
            @Override
            public LuaFile open(String name, LuaFile.Mode mode) throws IOException {
                throw new IOException("gesperrt für " + name);
            }
        };
        assertThat(Scripts.run(host, "return select(2, io.open('ä')) == 'ä: gesperrt für ä'"))
                .containsExactly(true);
        assertThat(Scripts.error(host, "io.lines('x')"))
                .isEqualTo(LuaString.of("cannot open file 'x' (gesperrt für x)").toLatin1());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theSystemHostMovesAndRemovesFiles(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a"), "1");
        Files.createDirectory(folder.resolve("full"));
        Files.writeString(folder.resolve("full/x"), "");
        String d = folder + "/";
        LuaHost host = LuaHost.system();
        assertThat(Scripts.run(host, "return os.rename('" + d + "a', '" + d + "b')"))
                .containsExactly(true);
        assertThat(Scripts.run(host, "return os.rename('" + d + "b', '" + d + "full')"))
                .containsExactly(null, "Is a directory", 21L);
        assertThat(Scripts.run(host, "return os.rename('" + d + "a', '" + d + "c')"))
                .containsExactly(null, "No such file or directory", 2L);
        assertThat(Scripts.run(host, "return os.remove('" + d + "full')"))
                .containsExactly(null, d + "full: Directory not empty", 39L);
        assertThat(Scripts.run(host, "return os.remove('" + d + "b'), os.remove('" + d + "b')"))
                .containsExactly(true, null, d + "b: No such file or directory", 2L);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theSystemHostRunsCommands(@TempDir Path folder) {
        LuaHost host = LuaHost.system();
        assertThat(Scripts.run(host, "return os.execute()")).containsExactly(true);
        assertThat(Scripts.run(host, "return os.execute('exit 7')")).containsExactly(null, "exit", 7L);
        assertThat(Scripts.run(host, "return os.execute('touch " + folder + "/made')"))
                .containsExactly(true, "exit", 0L);
        assertThat(folder.resolve("made")).exists();
    }

    @Test
    void aHostCanTellThatASignalEndedACommand() {
        LuaHost host = new LuaHost() {
            @Override
            public int execute(String command) {
                return -9;
            }
        };
        assertThat(Scripts.run(host, "return os.execute('x')")).containsExactly(null, "signal", 9L);
    }

    @Test
    void theSystemHostTellsTimeAndEnvironment() {
        LuaHost host = LuaHost.system();
        assertThat(host.environment("PATH")).isEqualTo(System.getenv("PATH"));
        double before = host.cpuSeconds();
        long sum = 0;
        for (int i = 0; i < 50_000_000; i++) {
            sum += i ^ sum;
        }
        assertThat(host.cpuSeconds() + (sum == 42 ? 1 : 0)).isGreaterThan(before);
        assertThat(java.time.ZoneId.of(host.timeZone(), java.time.ZoneId.SHORT_IDS))
                .isNotNull();
    }

    @Test
    void cpuTimeNeverGoesBack() {
        CpuClock clock = new CpuClock();
        double last = clock.seconds();
        for (int i = 0; i < 100_000; i++) {
            double now = clock.seconds();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }

    @Test
    void otherStandardStreamsCanBeGiven() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        LuaHost host = LuaHost.system(new ByteArrayInputStream("line\n".getBytes(StandardCharsets.UTF_8)), out, err);
        Scripts.run(host, "print(io.read()) io.stderr:write('err')");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("line\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("err");
        assertThatThrownBy(() -> host.in().seek(LuaFile.Origin.START, 0)).hasMessage("Illegal seek");
    }

    @Test
    void temporaryNamesAreNewFiles() throws IOException {
        LuaHost host = LuaHost.system();
        Path name = Path.of(host.temporaryName());
        try {
            assertThat(name).isEmptyFile();
        } finally {
            Files.delete(name);
        }
    }
}

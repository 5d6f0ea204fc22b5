package dev.incant.lua.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.incant.lua.LuaHost;
import dev.incant.lua.conformance.Interpreter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The command line, exit codes and texts, run in this JVM. What PUC says to the same is compared where its
/// `lua5.4` is installed.
class StandaloneTest {
    private record Outcome(int exit, String out, String err) {}

    @TempDir
    Path folder;

    private static Outcome run(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        byte[] in = input.getBytes(StandardCharsets.UTF_8);
        int exit = Main.run(args, LuaHost.system(new ByteArrayInputStream(in), out, err), "lua");
        return new Outcome(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path script(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    // ---- the same as PUC

    /// Command lines and inputs to which both give the same answers.
    private record Line(String input, List<String> args) {
        static Line of(String... args) {
            return new Line("", List.of(args));
        }

        static Line reading(String input, String... args) {
            return new Line(input, List.of(args));
        }
    }

    private static final List<Line> LINES = List.of(
            Line.of("-e", "print(1)"),
            Line.of("-eprint(1)", "-ea=2", "-e", "print(a)"),
            Line.of("-e", "error('x')"),
            Line.of("-e", "error('x', 0)"),
            Line.of("-e", "error()"),
            Line.of("-e", "error({})"),
            Line.of("-e", "error(12)"),
            Line.of("-e", "error(true)"),
            Line.of("-e", "error(print)"),
            Line.of("-e", "error(setmetatable({}, {__tostring = function() return 'text' end}))"),
            Line.of("-e", "error(setmetatable({}, {__tostring = function() return 1 end}))"),
            Line.of("-e", "error(setmetatable({}, {__tostring = function() error('again') end}))"),
            Line.of("-e", "local function f() local x = nil; x.y = 1 end", "-e", "f()"),
            Line.of("-e", "local function f() local x = nil; x.y = 1 end f()"),
            Line.of("-e", "local t = {} function t.m() error('deep') end local function g() t.m() end g()"),
            Line.of("-e", "local function r(n) if n == 0 then error('deep') end r(n - 1) end r(40)"),
            Line.of("-e", "coroutine.wrap(function() error('in') end)()"),
            Line.of("-e", "x ="),
            Line.of("-e", "x = 'open"),
            Line.of("-e", "goto nowhere"),
            Line.of("-e"),
            Line.of("-l"),
            Line.of("-e", "-i"),
            Line.of("-x"),
            Line.of("-vv"),
            Line.of("--help"),
            Line.of("no-such-file.lua"),
            Line.of("-", "a", "b"),
            Line.reading("print(...)", "-", "a", "b"),
            Line.reading("print(#arg, arg[0], arg[1], ...)", "-", "-h"),
            Line.reading("print(...) print(arg[0] ~= nil, arg[1])"),
            Line.reading("error('x')"),
            Line.reading("error('x')", "-"),
            Line.reading("x ="),
            Line.reading("# first line\nprint(2)"),
            Line.reading("\u00ef\u00bb\u00bfprint(3)"),
            Line.reading("print(1)", "-l", "string"),
            Line.reading("print(1)", "-W"),
            Line.reading("print(1)", "--"),
            Line.of("-l", "s=string", "-e", "print(s.rep('a', 3))"),
            Line.of("-lm=math", "-e", "print(m.pi)"),
            Line.of("-e", "os.exit(3)"),
            Line.of("-e", "os.exit(true)"),
            Line.of("-e", "os.exit(false)"),
            Line.of("-e", "os.exit(256 + 7)"),
            Line.of("-e", "os.exit(130)"),
            Line.of("-e", "coroutine.wrap(function() os.exit(4) end)()"),
            Line.of("-e", "pcall(os.exit, 5)"),
            Line.of("-e", "setmetatable({}, {__gc = function() print('gc') end}) os.exit(0)"),
            Line.of("-e", "setmetatable({}, {__gc = function() print('gc') end}) os.exit(0, true)"),
            Line.of("-e", "setmetatable({}, {__gc = function() print('gc') end})"),
            Line.of("-e", "setmetatable({}, {__gc = function() print('gc') end}) error('x')"),
            Line.of(
                    "-e",
                    "local x <close> = setmetatable({}, {__close = function(_, e) print('close', e) end}) os.exit(0)"),
            Line.of(
                    "-e",
                    "local x <close> = setmetatable({}, {__close = function(_, e) print('close', e) end}) os.exit(1, true)"),
            Line.of(
                    "-e",
                    "local x <close> = setmetatable({}, {__close = function(_, e) print('close', e) end}) error('x')"),
            Line.of("-W", "-e", "warn('a', 'b') warn('@off') warn('c')"),
            Line.of("-e", "warn('a')"),
            Line.of("-W", "-e", "setmetatable({}, {__gc = function() error('in gc') end})"),
            Line.of("-e", "io.stdout:write('no end')"),
            Line.of("-e", "io.stderr:write('to err')"),
            Line.of("-e", "arg = 1", "-"),
            Line.of("-e", "arg[1] = 100", "-"),
            Line.reading("print(...)", "-e", "arg[1] = 100 arg[2] = 'x'", "-"),
            Line.of("-e", "print(pcall(error))", "-e", "error('second')", "-e", "print('never')"),
            Line.reading("a line\nand more", "-e", "print(io.read())", "-e", "print(io.read('a'))"),
            Line.of("-e", "print(xpcall(error, function(e) local t = debug.traceback(e, 1) return t end, 'm'))"),
            Line.of("-e", "string.rep()"),
            Line.of("-e", "('x'):bad()"),
            Line.of("-e", "local a <const> = 1; a = 2"),
            Line.of("-e", "string.rep('x', -1)() "),
            Line.of("-e", "require 'no.such.module'"),
            Line.of("-E", "-e", "print(os.getenv('HOME') ~= nil)"));

    @TestFactory
    Stream<DynamicTest> saysWhatPucSays() {
        Interpreter puc = Interpreter.puc().orElseGet(() -> {
            String message = "NOT RUN: lua5.4, which texts are compared with, is not on the PATH";
            System.out.println(message);
            return abort(message);
        });
        String program = puc.command().getFirst();
        return LINES.stream()
                .map(line -> DynamicTest.dynamicTest(line.toString(), () -> {
                    String[] args = line.args().toArray(String[]::new);
                    Interpreter.Result theirs =
                            puc.with(args).reading(line.input()).run();
                    Outcome ours = run(
                            new String(line.input().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8),
                            args);
                    assertThat(new Outcome(ours.exit() & 0xff, normal(ours.out()), normal(ours.err())))
                            .isEqualTo(new Outcome(
                                    theirs.exit(),
                                    normal(theirs.out()),
                                    normal(theirs.err().replace(program, "lua"))));
                }));
    }

    /// Without what the system's packagers chose: where modules are looked for.
    private static String normal(String text) {
        return text.replaceAll("\n\tno file '[^']*'", "");
    }

    // ---- on its own

    @Test
    void showsItsVersionFirst() {
        assertThat(run("", "-v", "-e", "print(_VERSION)"))
                .isEqualTo(new Outcome(0, Session.COPYRIGHT + "Lua 5.4\n", ""));
        assertThat(run("", "-v")).isEqualTo(new Outcome(0, Session.COPYRIGHT, ""));
    }

    @Test
    void givesAScriptItsArguments() throws Exception {
        Path script = script("s.lua", "print(...) print(arg[-2], arg[-1], arg[0], arg[1], #arg, arg[-4])");
        assertThat(run("", "-e ", "--", script.toString(), "a", "", "-v"))
                .isEqualTo(new Outcome(0, "a\t\t-v\n-e \t--\t" + script + "\ta\t3\tnil\n", ""));
    }

    @Test
    void namesTheScriptInTracebacks() throws Exception {
        Path script = script("s.lua", "local function f()\n  error('x')\nend\nf()\n");
        assertThat(run("", script.toString())).isEqualTo(new Outcome(1, "", """
                lua: %1$s:2: x
                stack traceback:
                \t[C]: in function 'error'
                \t%1$s:2: in local 'f'
                \t%1$s:4: in main chunk
                \t[C]: in ?
                """.formatted(script)));
    }

    @Test
    void requiresLibrariesIntoGlobals() throws Exception {
        script("lib-v2.lua", "assert(arg) return {name = ...}");
        String path = "package.path = '" + folder + "/?.lua'";
        assertThat(run("", "-e", path, "-l", "lib-v2", "-l", "other=lib-v2", "-e", "print(lib.name, other == lib)")
                        .out())
                .isEqualTo("lib-v2\ttrue\n");
    }

    @Test
    void keepsOutputBeforeAnError() {
        assertThat(run("", "-e", "io.write('before') print() error('x', 0)").out())
                .isEqualTo("before\n");
    }

    // ---- interactive

    private static Outcome prompt(String input, String... more) {
        String[] args = Stream.concat(Stream.of("-i"), Stream.of(more)).toArray(String[]::new);
        Outcome outcome = run(input, args);
        assertThat(outcome.out()).startsWith(Session.COPYRIGHT);
        return new Outcome(outcome.exit(), outcome.out().substring(Session.COPYRIGHT.length()), outcome.err());
    }

    @Test
    void showsValuesOfExpressions() {
        assertThat(prompt("1 + 1\n= 'a', nil\nx = 5\nx\n\nreturn 3\n"))
                .isEqualTo(new Outcome(0, "> 2\n> a\tnil\n> > 5\n> > 3\n> \n", ""));
    }

    @Test
    void readsOnWhereAChunkIsUnfinished() {
        assertThat(prompt("for i = 1, 2 do\nprint(i)\nend\ns = [[a\nb]]\ns\n"))
                .isEqualTo(new Outcome(0, "> >> >> 1\n2\n> >> > a\nb\n> \n", ""));
    }

    @Test
    void goesOnAfterErrors() {
        Outcome outcome = prompt("do error('x') end\nx = 1 +* 2\nlocal t = nil; t.x = 1\ndo error({}) end\n'fine'\n");
        assertThat(outcome.out()).isEqualTo("> > > > > fine\n> \n");
        assertThat(outcome.err()).isEqualTo("""
                stdin:1: x
                stack traceback:
                \t[C]: in function 'error'
                \tstdin:1: in main chunk
                \t[C]: in ?
                stdin:1: unexpected symbol near '*'
                stdin:1: attempt to index a nil value (local 't')
                stack traceback:
                \tstdin:1: in main chunk
                \t[C]: in ?
                (error object is a table value)
                stack traceback:
                \t[C]: in function 'error'
                \tstdin:1: in main chunk
                \t[C]: in ?
                """);
    }

    @Test
    void reportsAChunkThatTheEndCutsOff() {
        assertThat(prompt("a.\n")).isEqualTo(new Outcome(0, "> >> > \n", "stdin:1: <name> expected near <eof>\n"));
    }

    @Test
    void takesPromptsFromGlobals() {
        assertThat(prompt("if true then\nend\n", "-e", "_PROMPT = 'one ' _PROMPT2 = 2")
                        .out())
                .isEqualTo("one 2one \n");
        String counting =
                "local n = 0 _PROMPT = setmetatable({}, {__tostring = function() n = n + 1 return n .. ': ' end})";
        assertThat(prompt("1\n2\n", "-e", counting).out()).isEqualTo("1: 1\n2: 2\n3: \n");
    }

    @Test
    void sharesInputWithScripts() {
        assertThat(prompt("x = io.read()\nfor the script\nx\n").out()).isEqualTo("> > for the script\n> \n");
    }

    @Test
    void endsWithTheCodeOfExit() {
        assertThat(prompt("os.exit(9)\nprint('never')\n")).isEqualTo(new Outcome(9, "> ", ""));
    }

    @Test
    void saysWhyItCannotShow() {
        assertThat(prompt("10\n", "-e", "print = nil").err())
                .isEqualTo("error calling 'print' (attempt to call a nil value)\n");
    }
}

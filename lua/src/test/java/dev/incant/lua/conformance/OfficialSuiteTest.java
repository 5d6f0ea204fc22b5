package dev.incant.lua.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Runs the files of the official suite, each in a process and a fresh copy of the folder of its own.
class OfficialSuiteTest {
    /// As the suite's README asks: without what depends on the system, and without the longest loops.
    private static final String PORTABLE = "_port=true _soft=true";

    /// Everything, as PUC's own builds are tested on Linux.
    private static final String WHOLE = "_port=false _soft=false";

    /// Runs the others.
    private static final String ALL = "all.lua";

    /// Drives the stand-alone interpreter, which is not portable.
    private static final String MAIN = "main.lua";

    /// Files where coroutines and deep stacks matter.
    private static final List<String> OF_THREADS =
            List.of("coroutine.lua", "cstack.lua", "db.lua", "errors.lua", "gc.lua", "locals.lua", "nextvar.lua");

    /// How the files end that do not end with OK.
    private static final Map<String, String> ENDS = Map.of(
            "api.lua", "testC not active: skipping API tests",
            "bwcoercion.lua", "",
            "code.lua", "testC not active: skipping opcode tests",
            "files.lua", "Lua 5.4",
            "tracegc.lua", "");

    private static final Pattern OK = Pattern.compile("^(OK|ok)$", Pattern.MULTILINE);

    @TestFactory
    Stream<DynamicTest> everyFile() {
        return tests(Interpreter.ours(), PORTABLE, names(OfficialSuite.find()).filter(name -> !name.equals(MAIN)));
    }

    @TestFactory
    Stream<DynamicTest> everyFileWithItsLongAndSystemDependentParts() {
        return tests(Interpreter.ours(), WHOLE, names(OfficialSuite.find()));
    }

    @TestFactory
    Stream<DynamicTest> coroutinesOnVirtualThreads() {
        OfficialSuite.find();
        return tests(Interpreter.oursOnThreads(), PORTABLE, OF_THREADS.stream());
    }

    /// The suite's own driver: one state for all files, most of them dumped and loaded again.
    @Test
    void allTogether() {
        Interpreter.Result result =
                runIn(OfficialSuite.find(), Interpreter.ours().with("-e_U=true", "all.lua"));
        assertThat(result.exit()).as(result::all).isZero();
        assertThat(result.out()).contains("final OK !!!");
    }

    @Test
    void exceptionsNameFilesOfTheSuite() {
        assertThat(OfficialSuite.find().names())
                .containsAll(
                        SuiteException.ALL.stream().map(SuiteException::file).toList());
    }

    private static Stream<String> names(OfficialSuite suite) {
        List<String> names = suite.names().stream()
                .filter(name -> !name.equals(ALL) && SuiteException.notApplicable(name) == null)
                .toList();
        assertThat(names).hasSizeGreaterThan(25);
        return names.stream();
    }

    private static Stream<DynamicTest> tests(Interpreter interpreter, String mode, Stream<String> names) {
        return names.map(name -> DynamicTest.dynamicTest(name, () -> run(interpreter, mode, name)));
    }

    private static void run(Interpreter interpreter, String mode, String name) {
        OfficialSuite suite = OfficialSuite.find();
        // As all.lua: big.lua yields in its middle.
        boolean big = name.equals("big.lua") && mode.equals(WHOLE);
        Interpreter started = big
                ? interpreter.with("-e", "f = coroutine.wrap(assert(loadfile('big.lua')))", "-e", "f() f()")
                : interpreter.with("-e", mode, name);
        Interpreter.Result result = runIn(suite, started);
        assertThat(result.exit()).as(result::all).isZero();
        boolean skipped = mode.equals(PORTABLE) && (name.equals("big.lua") || name.equals("verybig.lua"));
        String end = skipped ? "" : ENDS.get(name);
        if (end == null) {
            assertThat(suite.text(name)).as("end of the file").containsPattern("print ?\\(?['\"](OK|ok)['\"]");
            assertThat(OK.matcher(result.out()).find()).as(result::all).isTrue();
        } else {
            assertThat(result.out()).as(result::all).contains(end);
        }
    }

    private static Interpreter.Result runIn(OfficialSuite suite, Interpreter interpreter) {
        Path folder = suite.copy();
        try {
            return interpreter.in(folder).named(folder.resolve("lua")).run();
        } finally {
            OfficialSuite.delete(folder);
        }
    }
}

package dev.incant.lua.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs generated chunks here and in PUC's `lua5.4`, and compares what they print, errors included.
///
/// `-Dlua.differential.cases=N` sets how many of each kind are run, `-Dlua.differential.seed=N` where to start.
class DifferentialTest {
    private static final int CASES = Integer.getInteger("lua.differential.cases", 250);
    private static final long SEED = Long.getLong("lua.differential.seed", 20260101L);

    /// So many chunks go into one process.
    private static final int BATCH = 5000;

    /// Runs chunks one by one and prints results so that they can be compared.
    private static final String PRELUDE = """
            local write, type, pcall, load, tostring, format, mtype, concat = io.write, type, pcall, load, tostring, string.format, math.type, table.concat
            local pack, sub, gsub, byte, setmetatable, rawequal, getmetatable = table.pack, string.sub, string.gsub, string.byte, setmetatable, rawequal, debug.getmetatable
            local clear = {}
            for k in pairs(_G) do clear[k] = true end
            local function show(v)
              local t = type(v)
              if t == 'string' then
                return '"' .. gsub(v, '[^ -~]', function(c) return format('\\\\%03d', byte(c)) end) .. '"'
              elseif t == 'number' then
                if mtype(v) == 'integer' then return format('%d', v) end
                return v ~= v and 'nan' or format('%.17g', v) .. 'f'
              elseif t == 'nil' or t == 'boolean' then return tostring(v) end
              return '<' .. t .. '>'
            end
            local function shown(...)
              local t = pack(...)
              local n = t.n < 40 and t.n or 40
              for i = 1, n do t[i] = show(t[i]) end
              return concat(t, ' ', 1, n) .. (n < t.n and ' ...' .. t.n or '')
            end
            local out, steps
            function P(...) if #out < 60 then out[#out + 1] = shown(...) end return ... end
            function S() steps = steps + 1 if steps > 60 then error('too many steps', 0) end end
            clear.P, clear.S = true, true
            local function CASE(number, text)
              out, steps = {}, 0
              local chunk, message = load(text, '=c')
              local result = chunk and shown(pcall(chunk)) or 'syntax ' .. tostring(message)
              write('#', number, ': ', result, #out > 0 and ' | ' .. concat(out, ' | ') or '', '\\n')
              local more = {}
              for k in pairs(_G) do if not clear[k] then more[#more + 1] = k end end
              for _, k in ipairs(more) do _G[k] = nil end
            end
            """;

    private static final Pattern NUMBERED = Pattern.compile("#(\\d+): (.*)");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> library() {
        return tests(
                List.of("arithmetic", "mathematics", "loop", "format", "pattern", "strings", "pack", "table"), true);
    }

    @TestFactory
    Stream<DynamicTest> language() {
        return tests(
                List.of(
                        "program",
                        "program-2",
                        "program-3",
                        "syntax",
                        "metamethods",
                        "coroutine",
                        "closing",
                        "messages",
                        "assignment"),
                false);
    }

    private Stream<DynamicTest> tests(List<String> names, boolean library) {
        Interpreter puc = Interpreter.puc().orElseGet(() -> {
            String message = "NOT RUN: lua5.4, which results are compared with, is not on the PATH";
            System.out.println(message);
            return abort(message);
        });
        return names.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    int kind = names.indexOf(name);
                    Dice dice = new Dice(SEED + kind + (library ? 0 : 1000));
                    Supplier<String> cases = (library ? LibraryCases.kinds(dice) : ProgramCases.kinds(dice)).get(kind);
                    List<String> differences = new ArrayList<>();
                    for (int left = CASES; left > 0; left -= BATCH) {
                        differences.addAll(differences(
                                puc,
                                Stream.generate(cases)
                                        .limit(Math.min(left, BATCH))
                                        .toList()));
                    }
                    // The shortest ones are the easiest to understand.
                    differences.sort(Comparator.comparingInt(String::length));
                    assertThat(differences.stream().limit(Integer.getInteger("lua.differential.show", 5)))
                            .as(differences.size() + " differences in " + CASES + " cases")
                            .isEmpty();
                }));
    }

    private List<String> differences(Interpreter puc, List<String> chunks) throws IOException {
        StringBuilder program = new StringBuilder(PRELUDE);
        for (int i = 0; i < chunks.size(); i++) {
            program.append("CASE(")
                    .append(i)
                    .append(", ")
                    .append(Dice.quote(chunks.get(i)))
                    .append(")\n");
        }
        Path file = folder.resolve("cases.lua");
        Files.writeString(file, program, StandardCharsets.ISO_8859_1);
        Map<Integer, String> expected = run(puc, file);
        Map<Integer, String> actual = run(Interpreter.ours(), file);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            String ours = Texts.normal(actual.getOrDefault(i, "(nothing)"));
            String theirs = Texts.normal(expected.getOrDefault(i, "(nothing)"));
            if (!Texts.same(chunks.get(i), ours, theirs)) {
                differences.add("\n" + chunks.get(i) + "\n  PUC  " + theirs + "\n  ours " + ours);
            }
        }
        return differences;
    }

    /// What each chunk printed, by its number. What it printed itself, outside of its results, comes first.
    private Map<Integer, String> run(Interpreter interpreter, Path file) {
        Interpreter.Result result = interpreter
                .with(file.toString())
                .in(folder)
                .within(Duration.ofMinutes(5))
                .run();
        assertThat(result.exit()).as(result.err()).isZero();
        Map<Integer, String> printed = new HashMap<>();
        StringBuilder before = new StringBuilder();
        for (String line : result.out().split("\n", -1)) {
            Matcher start = NUMBERED.matcher(line);
            if (start.matches()) {
                printed.put(Integer.valueOf(start.group(1)), before + start.group(2));
                before.setLength(0);
            } else {
                before.append(line).append('\n');
            }
        }
        return printed;
    }
}

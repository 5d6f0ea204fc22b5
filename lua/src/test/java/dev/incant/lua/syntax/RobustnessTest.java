package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Whatever the text is: the parser gives a whole tree or a [SyntaxError] that says where.
class RobustnessTest {
    private static final String PROGRAM = """
            local a <const>, b = 1, {x = 1, [2] = "two"; 3, ...}
            local function f(p, ...) local q <close> = nil; return p and #... or -p ^ 2, ... end
            function b.c:d(e) self.x = e ~= 0x1p4 and [==[long]==] or 'short\\n\\65\\u{48}' end
            for i = 10, 1, -1 do if i % 2 == 0 then goto continue end f(i) ::continue:: end
            for k, v in pairs(b) do repeat local z = k .. v; break until z else end
            while not b do b = function() return a, b, f end end -- comment
            b.x, b["y"], a1 = f{1}, f"2", (f(3)) --[[ more ]] b:c(~1 // 2 << 3)
            return f(b)
            """;

    private static final List<String> PROGRAMS = readPrograms();

    private static List<String> readPrograms() {
        List<String> suite = OfficialSuite.files().stream()
                .map(file -> new String(OfficialSuite.text(file), StandardCharsets.ISO_8859_1))
                .collect(Collectors.toList());
        suite.add(PROGRAM);
        return suite;
    }

    private static void assertParsesOrFails(byte[] source) {
        try {
            // Writing the tree down visits all of it; an unresolved jump would show as `?`.
            assertThat(Outline.of(Parsing.parse(source))).doesNotContain("goto ?");
        } catch (SyntaxError e) {
            assertThat(e.getMessage()).matches("(?s)t:[1-9][0-9]*: .+");
            assertThat(e.incomplete()).isEqualTo(e.getMessage().endsWith("near <eof>"));
        }
    }

    @Property
    void anyBytes(@ForAll @Size(max = 300) byte[] source) {
        assertParsesOrFails(source);
    }

    @Property
    void anyCharsOfTheLanguage(@ForAll("charSequences") String source) {
        assertParsesOrFails(Parsing.bytes(source));
    }

    @Provide
    Arbitrary<String> charSequences() {
        return Arbitraries.of("\"'\\[]=-.0123456789xXepabfnrtuvz{}\n\r~<>:/#\u00ff"
                        .chars()
                        .mapToObj(c -> Character.toString(c))
                        .toList())
                .list()
                .ofMaxSize(40)
                .map(chars -> String.join("", chars));
    }

    @Property(tries = 3000)
    void anyTokens(@ForAll("tokenSequences") String source) {
        assertParsesOrFails(Parsing.bytes(source));
    }

    @Provide
    Arbitrary<String> tokenSequences() {
        String words = "and break do else elseif end false for function goto if in local nil not or repeat return then"
                + " true until while // .. ... == >= <= ~= << >> :: + - * / % ^ # & ~ | < > = ( ) { } [ ]"
                + " ; : , . a b c 1 2.5 0x1p4 'text' [[long]] <const> <close> ::a:: --x\n --[[y]]";
        return Arbitraries.of(words.split(" ")).list().ofMaxSize(60).map(list -> String.join(" ", list));
    }

    @Property(tries = 3000)
    void anyStatements(@ForAll("statementSequences") String source) {
        assertParsesOrFails(Parsing.bytes(source));
    }

    @Provide
    Arbitrary<String> statementSequences() {
        return Arbitraries.of(
                        "a = 1",
                        "local a",
                        "local a <const> = 1",
                        "local b <const> = a",
                        "local c <close> = nil",
                        "do",
                        "end",
                        "repeat",
                        "until a",
                        "while b do",
                        "break",
                        "if a then",
                        "elseif b then",
                        "else",
                        "local function f()",
                        "function a:b(...)",
                        "for a = 1, 2 do",
                        "for a, b in c do",
                        "::a::",
                        "::b::",
                        "goto a",
                        "goto b",
                        ";",
                        "a, b = b, a + 1",
                        "f(a, b)",
                        "return a")
                .list()
                .ofMaxSize(40)
                .map(lines -> String.join("\n", lines));
    }

    @Property(tries = 300)
    void anyCutProgram(
            @ForAll("programs") String program,
            @ForAll @IntRange(min = 0) int from,
            @ForAll @IntRange(min = 0) int length) {
        int start = from % program.length();
        int end = start + length % (program.length() - start);
        assertParsesOrFails(Parsing.bytes(program.substring(0, start) + program.substring(end)));
        assertParsesOrFails(Parsing.bytes(program.substring(start, end)));
    }

    @Property(tries = 300)
    void anyProgramWithAnInsertion(
            @ForAll("programs") String program,
            @ForAll @IntRange(min = 0) int at,
            @ForAll("tokenSequences") String text) {
        int place = at % program.length();
        assertParsesOrFails(Parsing.bytes(program.substring(0, place) + text + program.substring(place)));
    }

    @Provide
    Arbitrary<String> programs() {
        return Arbitraries.of(PROGRAMS);
    }
}

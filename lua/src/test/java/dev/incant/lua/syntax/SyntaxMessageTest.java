package dev.incant.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Messages, compared with what PUC's `lua5.4` says. In the tables here a line is `source ⇒ message`; `¶` is a
/// newline, `¤` a carriage return, `‹n›` the byte of that number.
class SyntaxMessageTest {
    private static String unescape(String text) {
        return text.replace("¶", "\n")
                .replace("¤", "\r")
                .replace("‹1›", "\u0001")
                .replace("‹127›", "\u007f")
                .replace("‹128›", "\u0080");
    }

    private static void assertMessages(String table) {
        SoftAssertions all = new SoftAssertions();
        table.lines().forEach(row -> {
            String[] parts = row.split(" ⇒ ", -1);
            all.assertThat(Parsing.outcome(unescape(parts[0]))).as(parts[0]).isEqualTo(unescape(parts[1]));
        });
        all.assertAll();
    }

    @Test
    void brokenTokensAreNamed() {
        assertMessages("""
                x=$ ⇒ t:1: unexpected symbol near '$'
                x=‹1› ⇒ t:1: unexpected symbol near '<\\1>'
                x=‹127› ⇒ t:1: unexpected symbol near '<\\127>'
                x=‹128› ⇒ t:1: unexpected symbol near '<\\128>'
                x='abc ⇒ t:1: unfinished string near <eof>
                x='abc¶' ⇒ t:1: unfinished string near ''abc'
                x='a\\¶b¶' ⇒ t:2: unfinished string near ''a¶b'
                x='\\q' ⇒ t:1: invalid escape sequence near ''\\q'
                x='\\300' ⇒ t:1: decimal escape too large near ''\\300''
                x='\\xag' ⇒ t:1: hexadecimal digit expected near ''\\xag'
                x='\\x ⇒ t:1: hexadecimal digit expected near ''\\x'
                x='\\u{80000000}' ⇒ t:1: UTF-8 value too large near ''\\u{80000000'
                x='\\u{110000000000}' ⇒ t:1: UTF-8 value too large near ''\\u{110000000'
                x='\\u11' ⇒ t:1: missing '{' near ''\\u1'
                x='\\u{11' ⇒ t:1: missing '}' near ''\\u{11''
                x='\\u{g}' ⇒ t:1: hexadecimal digit expected near ''\\u{g'
                x="\\z  ¶¶\\q" ⇒ t:3: invalid escape sequence near '"\\q'
                x='a\\65\\q' ⇒ t:1: invalid escape sequence near ''aA\\q'
                x=[=abc ⇒ t:1: invalid long string delimiter near '[='
                x=[== ⇒ t:1: invalid long string delimiter near '[=='
                x=[[abc¶ ⇒ t:2: unfinished long string (starting at line 1) near <eof>
                x=[==[a]=] ⇒ t:1: unfinished long string (starting at line 1) near <eof>
                --[[abc ⇒ t:1: unfinished long comment (starting at line 1) near <eof>
                --[==[ ¶ ⇒ t:2: unfinished long comment (starting at line 1) near <eof>
                x=3x ⇒ t:1: malformed number near '3x'
                x=0x ⇒ t:1: malformed number near '0x'
                x=1e ⇒ t:1: malformed number near '1e'
                x=1..2 ⇒ t:1: malformed number near '1..2'
                x=.0x1 ⇒ t:1: malformed number near '.0x1'
                x=1.5.5 ⇒ t:1: malformed number near '1.5.5'
                x=0x1p ⇒ t:1: malformed number near '0x1p'
                x=3_ ⇒ t:1: malformed number near '3_'
                """);
    }

    @Test
    void tokensAreNamedAsTheyAreWritten() {
        assertMessages("""
                x = y z ⇒ t:1: syntax error near <eof>
                x = [[a¤¶b]] 'c' d ⇒ t:2: unexpected symbol near ''c''
                x = [[¶ab]] [==[cd¶]==] ⇒ t:3: unexpected symbol near '[==[cd¶]==]'
                x = 'a\\65' 'b\\66c' ⇒ t:1: unexpected symbol near ''bBc''
                x = 3 4 ⇒ t:1: unexpected symbol near '4'
                x=0x1.8 0x2 ⇒ t:1: unexpected symbol near '0x2'
                x = 1 1.50 ⇒ t:1: unexpected symbol near '1.50'
                x = y ~= ~= z ⇒ t:1: unexpected symbol near '~='
                x = y while ⇒ t:1: unexpected symbol near <eof>
                x = 'a' "b" ⇒ t:1: unexpected symbol near '"b"'
                local 1 ⇒ t:1: <name> expected near '1'
                a.1 ⇒ t:1: syntax error near '.1'
                x=} ⇒ t:1: unexpected symbol near '}'
                """);
    }

    @Test
    void expressionsAreChecked() {
        assertMessages("""
                x=# ⇒ t:1: unexpected symbol near <eof>
                x=- ⇒ t:1: unexpected symbol near <eof>
                x=not ⇒ t:1: unexpected symbol near <eof>
                x=a.. ⇒ t:1: unexpected symbol near <eof>
                x=a and ⇒ t:1: unexpected symbol near <eof>
                x={a b} ⇒ t:1: '}' expected near 'b'
                x={1 2} ⇒ t:1: '}' expected near '2'
                x={[1] 2} ⇒ t:1: '=' expected near '2'
                x={[1=2} ⇒ t:1: ']' expected near '='
                f( ⇒ t:1: unexpected symbol near <eof>
                f(¶ ⇒ t:2: unexpected symbol near <eof>
                f{ ⇒ t:1: unexpected symbol near <eof>
                f(1¶ ⇒ t:2: ')' expected (to close '(' at line 1) near <eof>
                x = (1¶+2 ⇒ t:2: ')' expected (to close '(' at line 1) near <eof>
                x = {¶1 ⇒ t:2: '}' expected (to close '{' at line 1) near <eof>
                x={1¶2} ⇒ t:2: '}' expected (to close '{' at line 1) near '2'
                a:b ⇒ t:1: function arguments expected near <eof>
                a.b:c=1 ⇒ t:1: function arguments expected near '='
                x:1 ⇒ t:1: <name> expected near '1'
                x.end ⇒ t:1: <name> expected near 'end'
                x¶.¶1 ⇒ t:3: <name> expected near '1'
                x=function ⇒ t:1: '(' expected near <eof>
                x=function(a,) end ⇒ t:1: <name> or '...' expected near ')'
                x=function(..., a) end ⇒ t:1: ')' expected near ','
                x=function()¶¶ ⇒ t:3: 'end' expected (to close 'function' at line 1) near <eof>
                local function f() return ... end ⇒ t:1: cannot use '...' outside a vararg function near '...'
                f'x' = 1 ⇒ t:1: syntax error near '='
                (f) ⇒ t:1: syntax error near <eof>
                (f()) ⇒ t:1: syntax error near <eof>
                (a)=1 ⇒ t:1: syntax error near '='
                f()=1 ⇒ t:1: syntax error near '='
                a,f()=1 ⇒ t:1: syntax error near '='
                x,(y)=1 ⇒ t:1: syntax error near '='
                ...=1 ⇒ t:1: unexpected symbol near '...'
                x ⇒ t:1: syntax error near <eof>
                """);
    }

    @Test
    void statementsAreChecked() {
        assertMessages("""
                for ⇒ t:1: <name> expected near <eof>
                for a b ⇒ t:1: '=' or 'in' expected near 'b'
                for a=1 do ⇒ t:1: ',' expected near 'do'
                for i=1,2,3,4 do end ⇒ t:1: 'do' expected near ','
                for a,b,1 in x do end ⇒ t:1: <name> expected near '1'
                for a in b ⇒ t:1: 'do' expected near <eof>
                for a in b do ⇒ t:1: 'end' expected near <eof>
                do¶x ⇒ t:2: syntax error near <eof>
                while 1 end ⇒ t:1: 'do' expected near 'end'
                while x do¶¶ ⇒ t:3: 'end' expected (to close 'while' at line 1) near <eof>
                repeat ⇒ t:1: 'until' expected near <eof>
                repeat¶ ⇒ t:2: 'until' expected (to close 'repeat' at line 1) near <eof>
                repeat until ⇒ t:1: unexpected symbol near <eof>
                if ⇒ t:1: unexpected symbol near <eof>
                if x ⇒ t:1: 'then' expected near <eof>
                if x then ⇒ t:1: 'end' expected near <eof>
                if x then¶ ⇒ t:2: 'end' expected (to close 'if' at line 1) near <eof>
                if x then¶elseif ⇒ t:2: unexpected symbol near <eof>
                if x then else elseif y then end ⇒ t:1: 'end' expected near 'elseif'
                function a( ⇒ t:1: <name> or '...' expected near <eof>
                function a.b:c.d() end ⇒ t:1: '(' expected near '.'
                function f()¶ x=1 ⇒ t:2: 'end' expected (to close 'function' at line 1) near <eof>
                local function a.b() end ⇒ t:1: '(' expected near '.'
                local a, ⇒ t:1: <name> expected near <eof>
                local a < ⇒ t:1: <name> expected near <eof>
                local a <const ⇒ t:1: '>' expected near <eof>
                local x <foo> = 1 ⇒ t:1: unknown attribute 'foo'
                local x <const> , y <const>= 1, 2 ⇒ t:1: '>' expected near '>='
                return 1 x ⇒ t:1: <eof> expected near 'x'
                return;; ⇒ t:1: <eof> expected near ';'
                return return ⇒ t:1: unexpected symbol near 'return'
                end ⇒ t:1: <eof> expected near 'end'
                until ⇒ t:1: <eof> expected near 'until'
                ::a ⇒ t:1: '::' expected near <eof>
                ::a: ⇒ t:1: '::' expected near ':'
                goto 1 ⇒ t:1: <name> expected near '1'
                goto break ⇒ t:1: <name> expected near 'break'
                x,y ⇒ t:1: '=' expected near <eof>
                x, ⇒ t:1: unexpected symbol near <eof>
                """);
    }

    @Test
    void labelsFollowTheirRules() {
        assertMessages("""
                goto x ⇒ t:1: no visible label 'x' for <goto> at line 1
                break ⇒ t:1: break outside loop at line 1
                while true do local function f() break end end ⇒ t:1: break outside loop at line 1
                for i=1,2 do end break ⇒ t:1: break outside loop at line 1
                ::a:: ::a:: ⇒ t:1: label 'a' already defined on line 1
                x=1¶::a::¶y=1¶::a:: ⇒ t:4: label 'a' already defined on line 2
                ::a:: do ::a:: end ⇒ t:1: label 'a' already defined on line 1
                do ::a:: end ::a:: ⇒ parsed
                do goto l1 end local a ::l1:: print() ⇒ t:1: <goto l1> at line 1 jumps into the scope of local 'a'
                goto c; local x; local y; ::c:: x = 1 ⇒ t:1: <goto c> at line 1 jumps into the scope of local 'x'
                goto l1; local a; ::l1:: ::l2:: ; a=1 ⇒ t:1: <goto l1> at line 1 jumps into the scope of local 'a'
                goto l1; local a; ::l1:: ::l2:: ;  ⇒ parsed
                goto l1; local a <const> = 1; ::l1:: print() ⇒ t:1: <goto l1> at line 1 jumps into the scope of local 'a'
                do goto c end; local x; ::c::; return ⇒ t:1: <goto c> at line 1 jumps into the scope of local 'x'
                repeat goto c; local x; ::c:: until x ⇒ t:1: <goto c> at line 1 jumps into the scope of local 'x'
                while x do if x then goto c end; local y; ::c:: end ⇒ parsed
                ::a:: do goto a end goto b do ::b:: end ⇒ t:1: no visible label 'b' for <goto> at line 1
                for i=1,2 do goto a end ::a:: ⇒ parsed
                local function f() goto a end ::a:: ⇒ t:1: no visible label 'a' for <goto> at line 1
                ::a:: local function f() goto a end ⇒ t:1: no visible label 'a' for <goto> at line 1
                ::a:: local x; goto a ⇒ parsed
                break¶¶x=1 ⇒ t:3: break outside loop at line 1
                """);
    }

    @Test
    void constantsAreNotAssignedTo() {
        assertMessages("""
                local a <const> = 1; a = 2 ⇒ t:1: attempt to assign to const variable 'a'
                local a <const> = f(); a = 2 ⇒ t:1: attempt to assign to const variable 'a'
                local a <close> = nil; a = 2 ⇒ t:1: attempt to assign to const variable 'a'
                local a <const>; b, a = 1 ⇒ t:1: attempt to assign to const variable 'a'
                local a <const> = 5 function f() a = 1 end ⇒ t:1: attempt to assign to const variable 'a'
                local a <const> = f(); return function() a = 1 end ⇒ t:1: attempt to assign to const variable 'a'
                local a <const> = 5 function a() end ⇒ t:1: attempt to assign to const variable 'a'
                local a <const>; return function() return function() function a() end end end ⇒ t:1: attempt to assign to const variable 'a'
                local a <const>; function a.b() end a.c = 1 ⇒ parsed
                local a <const>, b = 1, 2; b = 1 ⇒ parsed
                local x <close>, y <close> = 1 ⇒ t:1: multiple to-be-closed variables in local list
                local a <const> = {}; local a = 1; a = 2 ⇒ parsed
                """);
    }

    @Test
    void anErrorAtAZeroByteNamesNoToken() {
        assertThat(Parsing.outcome("x=\0")).isEqualTo("t:1: unexpected symbol");
    }

    @Test
    void aTokenIsNamedUpToItsZeroByte() {
        assertThat(Parsing.outcome("x = 'a' 'b\0c'")).isEqualTo("t:1: unexpected symbol near ''b'");
    }

    @Test
    void onlyAnUnfinishedTextIsIncomplete() {
        assertIncomplete("x =", true);
        assertIncomplete("while x do", true);
        assertIncomplete("x = [[a", true);
        assertIncomplete("x = 'a", true);
        assertIncomplete("x = 'a\n", false);
        assertIncomplete("x = = 1", false);
        assertIncomplete("goto x", false);
    }

    private static void assertIncomplete(String source, boolean incomplete) {
        try {
            Parsing.parse(source);
            throw new AssertionError("parsed: " + source);
        } catch (SyntaxError e) {
            assertThat(e.incomplete()).as(source).isEqualTo(incomplete);
        }
    }
}

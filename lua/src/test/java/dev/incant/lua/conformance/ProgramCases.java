package dev.incant.lua.conformance;

import java.util.List;
import java.util.function.Supplier;

/// Generates one-line Lua chunks about the language: control flow, variables, functions, metamethods, coroutines,
/// errors and syntax. Every loop in them ends.
final class ProgramCases {
    private static final String[] TOKENS = {
        "a",
        "b",
        "local",
        "function",
        "end",
        "if",
        "then",
        "else",
        "elseif",
        "while",
        "do",
        "for",
        "in",
        "repeat",
        "until",
        "return",
        "break",
        "goto",
        "::l::",
        "l",
        "=",
        "==",
        "~=",
        "<",
        "<=",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ";",
        ":",
        ".",
        "..",
        "...",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "^",
        "#",
        "&",
        "|",
        "~",
        "<<",
        ">>",
        "not",
        "and",
        "or",
        "nil",
        "true",
        "1",
        "0x",
        "1e",
        "3.5",
        "'s'",
        "'",
        "[[s]]",
        "[=[",
        "--c",
        "<const>",
        "<close>",
        "<x>",
        "\"\\q\"",
        "'\\300'",
        "'\\u{110000000}'",
        "$",
        "\u00ff",
        "1..2",
        "@"
    };

    private final Dice dice;
    private int functions;
    private int loops;
    private boolean variadic;

    ProgramCases(Dice dice) {
        this.dice = dice;
    }

    static List<Supplier<String>> kinds(Dice dice) {
        ProgramCases cases = new ProgramCases(dice);
        return List.of(
                cases::program,
                cases::program,
                cases::program,
                cases::syntax,
                cases::metamethods,
                cases::coroutine,
                cases::closing,
                cases::messages,
                cases::assignment);
    }

    // ---- anything, nested

    String program() {
        functions = 0;
        loops = 0;
        variadic = true;
        return "local a, b, c = " + expression(1) + ", " + expression(1) + " local t = {x = 1, y = 'k', 10, 20, 30} "
                + "local function f(x, y) P('f', x, y) return x, y end " + block(3)
                + " return a, b, c, t.x, t[1], g, h";
    }

    private String block(int depth) {
        StringBuilder out = new StringBuilder();
        for (int n = 1 + dice.below(4); n > 0; n--) {
            out.append(statement(depth)).append(' ');
        }
        return out.toString();
    }

    private String statement(int depth) {
        if (depth == 0) {
            return dice.chance(60) ? assign() : "P(" + expression(2) + ")";
        }
        int inner = depth - 1;
        return switch (dice.below(24)) {
            case 0, 1, 2, 3 -> assign();
            case 4 -> "local " + name() + " = " + expression(2);
            case 5 ->
                "if " + expression(2) + " then " + block(inner) + "elseif " + expression(1) + " then " + block(inner)
                        + "else " + block(inner) + "end";
            case 6 -> "if " + expression(2) + " then " + block(inner) + "end";
            case 7 -> {
                String counter = "i" + loops++;
                yield "for " + counter + " = " + dice.small() + ", " + dice.small()
                        + dice.of("", ", 1", ", 2", ", -1", ", 0.5") + " do S() " + name() + " = " + counter + " "
                        + block(inner) + "end";
            }
            case 8 ->
                "for k, v in "
                        + dice.of(
                                "ipairs(t)",
                                "ipairs({1, 2})",
                                "next, {5}",
                                "pairs({x = 1})",
                                "string.gmatch('ab', '.')")
                        + " do S() " + block(inner) + dice.of("", "P(k, v) ") + "end";
            case 9 ->
                "while " + expression(1) + " do S() " + block(inner) + dice.of("break ", "if a then break end ", "")
                        + "end";
            case 10 ->
                "repeat S() local z = " + expression(1) + " " + block(inner) + "until "
                        + dice.of("true", "z", "not z", expression(1));
            case 11 -> "do " + block(inner) + "end";
            case 12 -> {
                String label = "l" + loops++;
                yield "do local n = 0 ::" + label + ":: n = n + 1 S() " + block(inner) + "if n < 3 then goto " + label
                        + " end end";
            }
            case 13 ->
                "for i = 1, 3 do S() if " + expression(1) + " then goto continue end " + block(inner)
                        + "::continue:: end";
            case 14 -> "P(pcall(function(...) " + body(inner) + "end, " + expression(1) + "))";
            case 15 -> {
                String function = "f" + functions++;
                yield "local function " + function + "(a, ...) " + body(inner) + "end P(" + function + "("
                        + expression(1) + ", " + expression(1) + "))";
            }
            case 16 -> "function t.m(self, p) " + body(inner) + "end P(t:m(" + expression(1) + "))";
            case 17 -> "P(select('#', f(" + expression(1) + ", " + expression(1) + ")), (f(" + expression(1) + ")))";
            case 18 ->
                "local fs = {} for i = 1, 3 do fs[i] = function() i = i + 1 a = i return i end end P(fs[1](), fs[1](), fs[2](), a)";
            case 19 ->
                dice.chance(20) ? "error(" + dice.of("'e'", "{}", "'e', 2", "'e', 0", "nil", "42") + ")" : assign();
            default -> "P(" + expression(2) + ")";
        };
    }

    private String body(int depth) {
        boolean outer = variadic;
        variadic = true;
        String text = block(depth)
                + dice.of(
                        "",
                        "return ",
                        "return " + expression(1) + " ",
                        "return " + expression(1) + ", ... ",
                        "return f(" + expression(1) + ", ...) ",
                        "return ... ");
        variadic = outer;
        return text;
    }

    private String assign() {
        return switch (dice.below(6)) {
            case 0 -> target() + ", " + target() + " = " + expression(1) + ", " + expression(1);
            case 1 -> target() + ", " + target() + " = f(" + expression(1) + ", " + expression(1) + ")";
            default -> target() + " = " + expression(2);
        };
    }

    private String name() {
        return dice.of("a", "b", "c");
    }

    private String target() {
        return dice.of("a", "b", "c", "a", "b", "t.x", "t.y", "t[1]", "t[2]", "t[a]", "g", "h", "t[#t + 1]", "a.x");
    }

    private String expression(int depth) {
        if (depth == 0 || dice.chance(20)) {
            return dice.of(
                    "a",
                    "b",
                    "c",
                    "a",
                    "b",
                    "c",
                    "t.x",
                    "t.y",
                    "t[1]",
                    "t[2]",
                    "g",
                    "h",
                    "1",
                    "2",
                    "0",
                    "-3",
                    "2.5",
                    "'s'",
                    "'10'",
                    "nil",
                    "true",
                    "false",
                    "t",
                    "f",
                    "#t",
                    "1e100",
                    "math.maxinteger",
                    "'k'",
                    "t.no");
        }
        String x = expression(depth - 1);
        String y = expression(depth - 1);
        return switch (dice.below(19)) {
            case 0 -> x + " + " + y;
            case 1 -> x + " - " + y;
            case 2 -> x + " * " + y;
            case 3 -> x + " " + dice.of("/", "//", "%") + " " + y;
            case 4 -> x + " " + dice.of("&", "|", "~", "<<", ">>") + " " + y;
            case 5 -> x + " .. " + y;
            case 6, 7 -> x + " == " + y;
            case 8, 9 -> x + " " + dice.of("<", "<=", ">", ">=", "~=") + " " + y;
            case 10 -> "(" + x + " and " + y + ")";
            case 11 -> "(" + x + " or " + y + ")";
            case 12 -> dice.of("not ", "- ", "#", "~") + x;
            case 13 -> "f(" + x + ", " + y + ")";
            case 14 -> "(f(" + x + "))";
            case 15 -> "{" + x + ", " + y + "}[1]".replace("{", "({");
            case 16 -> "select(" + dice.of("1", "2", "-1", "'#'") + ", " + x + ", " + y + ")";
            case 17 -> "type(" + x + ")";
            default -> variadic ? "(...)" : x;
        };
    }

    // ---- syntax

    String syntax() {
        StringBuilder out = new StringBuilder("return load(");
        StringBuilder text = new StringBuilder();
        if (dice.chance(40)) {
            // A whole program with one token replaced or left out.
            String[] words = program().split(" ", -1);
            int at = dice.below(words.length);
            words[at] = dice.chance(30) ? "" : dice.of(TOKENS);
            text.append(String.join(" ", words));
        } else {
            for (int n = 1 + dice.below(9); n > 0; n--) {
                text.append(dice.of(TOKENS)).append(dice.of(" ", " ", " ", "\n", ""));
            }
        }
        return out.append(Dice.quote(text.toString())).append(", '=s', 't')").toString();
    }

    // ---- metamethods

    String metamethods() {
        String event = dice.of(
                "add",
                "sub",
                "mul",
                "div",
                "mod",
                "pow",
                "unm",
                "idiv",
                "band",
                "bor",
                "bxor",
                "shl",
                "shr",
                "bnot",
                "concat",
                "len",
                "eq",
                "lt",
                "le",
                "index",
                "newindex",
                "call",
                "tostring",
                "name",
                "pairs",
                "metatable",
                "close");
        String handler = dice.chance(80)
                ? "function(...) P('" + event + "', select('#', ...), type((...)), type((select(2, ...)))) return "
                        + dice.of("1", "nil", "...", "'s'", "true", "false", "2.5", "{}", "") + " end"
                : dice.of(
                        "1",
                        "'s'",
                        "{}",
                        "setmetatable({}, {__call = function(...) return select('#', ...) end})",
                        "{x = 5}",
                        "print");
        String x = dice.of("m", "m", "n", "1", "'a'", "2.5", "nil", "{}", "'10'");
        String y = dice.of("m", "n", "n", "1", "'a'", "2.5", "nil", "{}", "true");
        return "local m = setmetatable({}, {__" + event + " = " + handler + "}) local n = setmetatable({}, "
                + dice.of(
                        "getmetatable(m)", "{}", "{__eq = function() return true end, __lt = function() return 1 end}")
                + ") return "
                + dice.of(
                        x + " + " + y,
                        x + " - " + y,
                        x + " * " + y,
                        x + " / " + y,
                        x + " % " + y,
                        "-m",
                        x + " // " + y,
                        x + " & " + y,
                        x + " | " + y,
                        x + " ~ " + y,
                        x + " << " + y,
                        x + " >> " + y,
                        "~m",
                        x + " .. " + y,
                        x + " .. 1 .. " + y,
                        "#m",
                        x + " == " + y,
                        x + " ~= " + y,
                        x + " < " + y,
                        x + " <= " + y,
                        x + " > " + y,
                        x + " >= " + y,
                        "m.x, m[1], m[nil]",
                        "rawlen(m), rawequal(m, n)",
                        "pcall(function() m.x = 1 m[2] = 3 end)",
                        "m(1, 2)",
                        "m()",
                        "select('#', m(nil, nil))",
                        "pcall(m, 1)",
                        "tostring(m):gsub('0x%x+', '')",
                        "string.format('%s', m):gsub('0x%x+', '')",
                        "pcall(function() for k in pairs(m) do P(k) end end)",
                        "getmetatable(m) == nil, pcall(setmetatable, m, {})",
                        "pcall(table.sort, {m, n})",
                        "table.concat({m}, ',')",
                        "math.max(m, n)",
                        "('x'):rep(m)",
                        "#m + " + y,
                        "m.x.y",
                        "m:x()",
                        "pcall(string.rep, m)",
                        "ipairs(m)",
                        "next(m)",
                        "select(m)",
                        "tonumber(m)",
                        "string.format('%d', m)");
    }

    // ---- coroutines

    String coroutine() {
        StringBuilder body = new StringBuilder();
        for (int n = 1 + dice.below(4); n > 0; n--) {
            body.append(dice.of(
                    "P('y', coroutine.yield(1, 2)) ",
                    "P(pcall(coroutine.yield, 'p')) ",
                    "P(pcall(function(...) P(coroutine.yield(...)) error('in') end, 5)) ",
                    "for i = 1, 2 do coroutine.yield(i) end ",
                    "a = a + (coroutine.yield(a) or 1) ",
                    "local x <close> = setmetatable({}, {__close = function(_, e) P('close', e) coroutine.yield('c') end}) ",
                    "P(coroutine.isyieldable(), coroutine.status(co), select(2, coroutine.running())) ",
                    "table.sort({3, 2, 1}, function(x, y) coroutine.yield('s') return x < y end) ",
                    "P(select(2, pcall(error, {}))) ",
                    "local m = setmetatable({}, {__add = function(x, y) return coroutine.yield('m') end, __index = function(_, k) return"
                            + " coroutine.yield(k) end}) P(m + 1, m.z) ",
                    "for k in coroutine.wrap(function() coroutine.yield('w') end) do P(k) end ",
                    "string.gsub('ab', '.', function(c) coroutine.yield(c) end) ",
                    "P(coroutine.resume(co)) ",
                    "P(coroutine.close(co)) ",
                    "error('out') ",
                    "error({}) ",
                    "P(xpcall(coroutine.yield, print, 'x')) ",
                    "P(xpcall(function() coroutine.yield(1) error('h') end, function(e) return 'handled ' .. e end)) ",
                    "local n = nil; n() ",
                    "do return coroutine.yield('r') end ",
                    "for a, b in coroutine.yield, 1 do P(a, b) break end "));
        }
        StringBuilder out = new StringBuilder("local a, co = 1 co = coroutine.create(function(...) P('start', ...) ")
                .append(body)
                .append("return 'end', ... end) ");
        for (int n = 1 + dice.below(6); n > 0; n--) {
            out.append(dice.of(
                    "P(coroutine.resume(co, a)) ",
                    "P(coroutine.resume(co)) ",
                    "P(coroutine.resume(co, nil, 2)) ",
                    "P(coroutine.status(co)) ",
                    "P(coroutine.resume(co)) ",
                    dice.chance(30) ? "P(coroutine.close(co)) " : "",
                    dice.chance(30) ? "P(pcall(coroutine.wrap(function() error('w') end))) " : ""));
        }
        return out + "return coroutine.status(co), a";
    }

    // ---- to-be-closed variables

    String closing() {
        StringBuilder out = new StringBuilder(
                "local function C(n, e) return setmetatable({}, {__close = function(_, x) P('close', n, x) if e then error(e, 0) end end}) end ");
        String body = closingBlock(2);
        return out
                + dice.of(
                        "return pcall(function() " + body + "end)",
                        body + "return 'end'",
                        "local co = coroutine.wrap(function() " + body
                                + "return 'co' end) P(pcall(co)) P(pcall(co)) return pcall(co)",
                        "for k, v in (function() return next, {1}, nil, C('for'" + dice.of("", ", 'bad'")
                                + ") end)() do " + body + "end return 1",
                        "return (function() " + body + "return P('ret'), 7 end)()");
    }

    private String closingBlock(int depth) {
        StringBuilder out = new StringBuilder();
        for (int n = 1 + dice.below(3); n > 0; n--) {
            String close = "local v" + loops++ + " <close> = ";
            out.append(dice.of(
                    close + "C('" + loops + "') ",
                    close + "C('" + loops + "') ",
                    close + "C('" + loops + "', 'err" + loops + "') ",
                    close + dice.of("nil ", "false ", "1 ", "{} ", "C ", "setmetatable({}, {__close = 1}) "),
                    "P('body') ",
                    depth > 0 ? "do " + closingBlock(depth - 1) + "end " : "",
                    depth > 0
                            ? "for i = 1, 2 do " + closingBlock(depth - 1) + dice.of("", "break ", "goto done ")
                                    + "end ::done:: "
                            : "",
                    depth > 0 ? "P(pcall(function() " + closingBlock(depth - 1) + "end)) " : "",
                    dice.chance(40) ? "error('thrown') " : "",
                    dice.chance(30) ? "if P then return 'early' end " : "",
                    dice.chance(20) ? "v0 = 1 " : ""));
        }
        String text = out.toString();
        // One label of a name in a function.
        return text.replace("done", "done" + loops++);
    }

    // ---- messages of errors

    String messages() {
        String value =
                dice.of("nil", "1", "'s'", "{}", "true", "print", "2.5", "'10'", "{x = 1}", "1 << 62", "2^53", "0/0");
        String other = dice.of("nil", "1", "'s'", "{}", "true", "1.5");
        String where = dice.of(
                "L",
                "U",
                "t.F",
                "t[1]",
                "G",
                "t['a b']",
                "(L)",
                "t.F.x",
                "t:m()",
                "s.x",
                "G.x",
                "_ENV.G",
                "t[L]",
                "(...)",
                "U.x",
                "t[U]",
                "t[2.5]");
        return "local L = " + value + " local U = " + value + " G = " + value + " local t = {F = " + value + ", "
                + value
                + ", ['a b'] = " + value + ", m = function() return " + value
                + " end} local s = 'str' local K <const> = " + other
                + " return pcall(function(...) local _ = U local L = L return "
                + dice.of(
                        where + " + " + other,
                        other + " - " + where,
                        where + " .. " + other,
                        other + " .. " + where,
                        "#" + where,
                        "-" + where,
                        "~" + where,
                        where + " < " + other,
                        other + " <= " + where,
                        where + " & 1",
                        "1.5 | " + where,
                        where + "()",
                        where + ":n()",
                        where + ".z",
                        where + ".z.w",
                        where + "[1]",
                        where + "[nil]",
                        where + " // 0",
                        where + " % 0",
                        "K + L",
                        "L // K",
                        "U << K",
                        "K .. U .. K",
                        "(" + where + " or 1)()",
                        "L.a.b",
                        "t.F()",
                        "t.none()",
                        "t.none.x",
                        "t:none()",
                        "G:none()",
                        "s:none()",
                        "('x')()",
                        "({})()",
                        "(nil)()",
                        "string.none()",
                        "math.floor(" + where + ")",
                        "string.rep(" + where + ")",
                        "s:rep(" + where + ")",
                        "s:rep({})",
                        "setmetatable(" + where + ", 1)",
                        "ipairs(" + where + ")",
                        "ipairs()",
                        "tostring()",
                        "table.concat({" + where + "})",
                        "table.insert(" + where + ", 1, 2, 3)",
                        "table.insert({}, 5, 2)",
                        "string.char(" + where + ")",
                        "select(" + where + ", 1)",
                        "rawset(" + where + ", nil, 1)",
                        "next({}, " + where + ")",
                        "load(" + where + ")",
                        "assert(" + where + ", " + other + ")",
                        "assert(nil, " + where + ")",
                        "error(" + where + ", " + dice.of("0", "1", "1", "2", "-1") + ")",
                        "tonumber('1', " + where + ")",
                        "tonumber(" + where + ", 10)",
                        "math.random(" + where + ", -5)",
                        "coroutine.resume(" + where + ")",
                        "coroutine.wrap(" + where + ")",
                        "coroutine.close(coroutine.running())",
                        "os.time({year = " + where + "})",
                        "utf8.char(" + where + ")",
                        "string.format('%d', " + where + ")",
                        "getmetatable('').__index == string",
                        "collectgarbage(" + where + ")",
                        "io.open(" + where + ", 'q')",
                        "os.date(" + where + ", 0)",
                        "rawlen(" + where + ")",
                        "(function() t[nil] = 1 end)()",
                        "(function() t[0/0] = 1 end)()",
                        "(function() " + assignable(where) + " = 1 end)()",
                        "(function() for i = " + where + ", 1 do end end)()",
                        "(function() for i = 1, " + where + " do break end end)()",
                        "(function() for i = 1, 2, " + where + " do break end end)()",
                        "(function() for i in " + where + " do break end end)()",
                        "(function() local x <close> = " + where + " end)()",
                        "xpcall(" + where + ", print)",
                        "xpcall(error, function(e) return type(e) end, " + where + ")",
                        "string.dump(" + where + ")",
                        "t.F.x.y",
                        "#t.F",
                        "t.F .. 'x'")
                + " end, " + other + ")";
    }

    private static String assignable(String where) {
        return where.endsWith(")") ? "t.F.q" : where + ".q";
    }

    // ---- assignments

    String assignment() {
        return "local a, b, c = 1, {}, 'x' local function f(...) P(...) return ... end "
                + dice.of(
                        "a, b[a] = a + 1, 20 return a, b[1], b[2]",
                        "a, b = b, a return a, b",
                        "a, b, c = f(" + dice.small() + ", " + dice.small() + ") return a, b, c",
                        "a, b, c = (f(1, 2)), f(3, 4) return a, b, c",
                        "b[f(1)], b[f(2)] = f(3), f(4) return b[1], b[2]",
                        "b.x, b.y, b.z = f(1, 2, 3, 4) return b.x, b.y, b.z",
                        "local t = {f(1, 2), f(3, 4), [10] = f(5), x = f(6, 7), (f(8, 9))} return #t, t[1], t[2], t[3], t[4], t[10], t.x",
                        "local t = {f(1, 2, 3)} return #t, table.unpack(t)",
                        "local t = {[1] = 'a', 'b', [2] = 'c', 'd'} return t[1], t[2]",
                        "return select('#', f()), select('#', (f())), select('#', nil, f(), nil)",
                        "return (select('#', table.unpack({}, 1, " + dice.of("3", "200", "250", "255", "256", "300")
                                + ")))",
                        "local function v(...) local x, y = ... return select('#', ...), x, y, ... end return v("
                                + dice.of("", "nil", "1, nil", "1, 2, 3") + ")",
                        "local function v(...) a = ... ; b = {n = select('#', ...), ...} return a, b.n, #b end return v(f(1, 2, 3))",
                        "local x <const> = 5 local function g() return x + a end a = 2 return g(), x",
                        "do local a = a; a = a + 1; P(a) end return a",
                        "local i = 1 local t = {10, 20} i, t[i] = i + 1, i return i, t[1], t[2]",
                        "local t = {} t.t, t = t, nil return t",
                        "local t = {1, 2} t[1], t[2], t = t[2], t[1] return t",
                        "for i = 1, 3 do local j = i; b[i] = function() j = j + 1 return i * 10 + j end end return b[1](), b[1](), b[3](), b[2]()",
                        "while true do local k = a; b[#b + 1] = function() return k end a = a + 1 if a > 3 then break end end return b[1](), b[2](), b[3]()",
                        "local function r(n, ...) if n == 0 then return ... end return r(n - 1, n, ...) end return r("
                                + dice.below(20) + ")",
                        "local function r(n) if n == 0 then return 0 end return r(n - 1) end return r(100000)",
                        "local s = 0 for i = " + dice.integer() + ", " + dice.integer() + ", " + dice.integer()
                                + " do s = s + 1 if s > 5 then break end end return s",
                        "goto x do P(1) end ::x:: P(2) return 3",
                        "local ok, e = pcall(function() local x = a.b.c.d end) return ok, e",
                        "return #'abc' + 1, -2 ^ 2, not nil == true, 1 .. 2 .. 3, 2 ^ 3 ^ 2, 'a' .. 1 + 2, 7 // 2 * 2, 1 << 2 + 1, 5 & 3 | 8 ~ 1");
    }
}

package dev.incant.lua.conformance;

import java.util.List;
import java.util.function.Supplier;

/// Generates one-line Lua chunks about numbers, texts and tables: what the libraries and the operators compute.
final class LibraryCases {
    private static final String PATTERN_CHARS = "ab1.%-*+?[]^$()";
    private static final String SUBJECT_CHARS = "aab1 .%-]x\0\n\u00e9";

    private final Dice dice;

    LibraryCases(Dice dice) {
        this.dice = dice;
    }

    // ---- numbers

    String arithmetic() {
        if (dice.chance(50)) {
            return "return " + expression(1 + dice.below(3));
        }
        // With variables nothing is folded by the compiler.
        String a = dice.numberish();
        String b = dice.numberish();
        return "local a, b = " + a + ", " + b + " return " + operation("a", "b") + ", " + operation("b", "a");
    }

    private String expression(int depth) {
        if (depth == 0) {
            return dice.numberish();
        }
        if (dice.chance(15)) {
            return "(" + dice.of("-", "~", "not ", "#", "- -") + expression(depth - 1) + ")";
        }
        return "(" + operation(expression(depth - 1), expression(depth - 1)) + ")";
    }

    private String operation(String a, String b) {
        String operator = dice.of(
                "+", "-", "*", "/", "//", "%", "//", "%", "&", "|", "~", "<<", ">>", "..", "==", "~=", "<", "<=", ">",
                ">=", "and", "or");
        return a + " " + operator + " " + b;
    }

    String mathematics() {
        String x = dice.numberish();
        String y = dice.numberish();
        return switch (dice.below(14)) {
            case 0 -> "return math.floor(" + x + "), math.ceil(" + x + ")";
            case 1 -> "return math.fmod(" + x + ", " + y + ")";
            case 2 -> "return math.tointeger(" + x + "), math.type(" + x + ")";
            case 3 -> "return math.ult(" + x + ", " + y + ")";
            case 4 -> "return math.abs(" + x + "), math.max(" + x + ", " + y + "), math.min(" + x + ", " + y + ")";
            case 5 -> "return math.modf(" + x + ")";
            case 6 -> "return tostring(" + x + "), " + x + " .. ''";
            case 7 -> "return tonumber(" + x + "), tonumber(" + Dice.quote(numeral()) + ")";
            case 8 -> "return tonumber(" + Dice.quote(dice.text("019afzZ- x", 6)) + ", " + dice.integer() + ")";
            case 9 -> "return tonumber(" + Dice.quote(dice.text("0123abz-", 6)) + ", " + (2 + dice.below(35)) + ")";
            case 10 -> "return " + numeral();
            case 11 -> "return math.sqrt(" + x + "), " + x + " == " + y + ", rawequal(" + x + ", " + y + ")";
            case 12 -> "local t = {} t[" + x + "] = 1 return t[" + x + "], t[" + y + "], next(t)";
            default -> "return " + x + " < " + y + ", " + x + " <= " + y + ", " + x + " > " + y + ", " + x + " == " + y;
        };
    }

    private String numeral() {
        return switch (dice.below(4)) {
            case 0 -> dice.text("0123456789", 25) + dice.of("", ".", ".5", "e5", "e-3", ".25e10", "e400", "e-400");
            case 1 ->
                "0x" + dice.text("0123456789abcdefABCDEF", 20)
                        + dice.of("", ".", ".8", "p5", ".8p-3", "p+2000", "p-2000");
            case 2 -> dice.text("01.eExXpP+-af", 7);
            default ->
                dice.text("0123456789", 3) + "." + dice.text("0123456789", 20) + dice.of("", "e1", "e-20", "E+22");
        };
    }

    String loop() {
        return "local t = {} for i = " + dice.numberish() + ", " + dice.numberish()
                + (dice.chance(70) ? ", " + dice.numberish() : "")
                + " do t[#t + 1] = i if #t >= 4 then break end end return #t, table.unpack(t)";
    }

    // ---- strings

    String format() {
        StringBuilder format = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        for (int n = 1 + dice.below(2); n > 0; n--) {
            format.append(dice.text("ab ", 2)).append('%');
            format.append(dice.text("-+ #0", 2));
            format.append(dice.of("", "", "5", "12", "1", "20", "100", "0"));
            format.append(dice.of("", "", "", ".0", ".3", ".10", ".", ".20", ".99", ".100"));
            char conversion = dice.chance(95) ? dice.of("diuxXoeEfgGaAcsqspd") : dice.of("FnLlhzk% ");
            format.append(conversion);
            arguments.append(", ").append(formatted(conversion));
        }
        return "return string.format(" + Dice.quote(format.toString()) + (dice.chance(97) ? arguments : "") + ")";
    }

    private String formatted(char conversion) {
        return switch (conversion) {
            case 's', 'q' -> dice.chance(50) ? dice.string("abc\n\\\"\0\r1\u00e9", 8) : dice.numberish();
            case 'c' -> dice.chance(90) ? Integer.toString(dice.below(300)) : dice.numberish();
            case 'p' -> dice.of("1", "nil", "true", "'x'", "2.5");
            default -> dice.numberish();
        };
    }

    String pattern() {
        String subject = dice.string(SUBJECT_CHARS, 12);
        String pattern = Dice.quote(dice.chance(70) ? wellFormed() : dice.text(PATTERN_CHARS + "\0dwsfb12", 7));
        return switch (dice.below(8)) {
            case 0, 1 -> "return string.find(" + subject + ", " + pattern + start() + ")";
            case 2 -> "return string.match(" + subject + ", " + pattern + start() + ")";
            case 3 ->
                "local n, r = 0, {} for a, b in string.gmatch(" + subject + ", " + pattern + start()
                        + ") do n = n + 1 r[#r + 1] = tostring(a) .. ':' .. tostring(b) end return n, table.concat(r, ',')";
            case 4, 5 -> "return string.gsub(" + subject + ", " + pattern + ", " + replacement() + limit() + ")";
            case 6 ->
                "return string.gsub(" + subject + ", " + pattern
                        + ", function(...) r = (r or '') .. select('#', ...) .. tostring((...)) return "
                        + dice.of("...", "nil", "false", "'<' .. tostring((...)) .. '>'", "1", "2.5", "true", "{}")
                        + " end"
                        + limit() + "), r";
            default ->
                "return string.gsub(" + subject + ", " + pattern
                        + ", {a = 'A', b = 1, ab = false, ['1'] = 2.0, [1] = 'one', ['.'] = "
                        + dice.of("'dot'", "{}", "true") + "}" + limit() + ")";
        };
    }

    private String start() {
        return dice.chance(25) ? ", " + dice.small() + (dice.chance(20) ? ", true" : "") : "";
    }

    private String limit() {
        return dice.chance(25) ? ", " + dice.small() : "";
    }

    private String replacement() {
        return dice.chance(20) ? dice.of("1", "2.5", "nil", "true") : Dice.quote(dice.text("ab%%012.", 5));
    }

    private String wellFormed() {
        StringBuilder out = new StringBuilder(dice.chance(15) ? "^" : "");
        int open = 0;
        for (int n = 1 + dice.below(5); n > 0; n--) {
            switch (dice.below(12)) {
                case 0 -> {
                    out.append('(');
                    open++;
                }
                case 1 -> {
                    if (open > 0) {
                        out.append(')');
                        open--;
                    } else {
                        out.append("()");
                    }
                }
                case 2 -> out.append(dice.of("%b()", "%bab", "%baa", "%f[%w]", "%f[^a]", "%f[%z]", "%1", "%2"));
                default -> out.append(single()).append(dice.of("", "", "", "*", "+", "-", "?"));
            }
        }
        out.append(")".repeat(open));
        return out.append(dice.chance(15) ? "$" : "").toString();
    }

    private String single() {
        return switch (dice.below(5)) {
            case 0 -> ".";
            case 1 -> "%" + dice.of("adlsuwxpcgADSWXPCG.%z-");
            case 2 ->
                "[" + dice.of("", "^")
                        + dice.of("a-b", "ab", "%d", "%w_", "]a", "a-", "-a", "%a-z", "^", "0-9a", "%]", "\\0-\\127")
                        + "]";
            default -> String.valueOf(dice.of("aab1 x"));
        };
    }

    String strings() {
        String s = dice.string("abc \0\n\u00e9\u00ff", 8);
        String i = dice.chance(90) ? dice.small() : dice.numberish();
        String j = dice.chance(90) ? dice.small() : dice.numberish();
        return switch (dice.below(12)) {
            case 0 -> "return string.sub(" + s + ", " + i + (dice.chance(80) ? ", " + j : "") + ")";
            case 1 -> "return string.byte(" + s + ", " + i + (dice.chance(60) ? ", " + j : "") + ")";
            case 2 ->
                "return string.rep(" + s.replace("''", "'a'") + ", "
                        + dice.of("0", "1", "3", "-1", "2.0", "'2'", "1.5", "1e10") + (dice.chance(40) ? ", ','" : "")
                        + ")";
            case 3 -> "return " + s + ":upper(), " + s + ":lower(), " + s + ":reverse(), #" + s;
            case 4 -> "return string.char(" + dice.below(260) + ", " + i + ")";
            case 5 ->
                "return " + s + " < " + dice.string("abc \0\u00e9", 4) + ", " + s + " <= "
                        + dice.string("abc \0\u00e9", 4);
            case 6 ->
                "return utf8.char("
                        + dice.of("65", "228", "8364", "0x10ffff", "0x7fffffff", "-1", "0x80000000", "0xd800") + ", "
                        + dice.below(3000) + ")";
            case 7 ->
                "return utf8.len(" + utf8() + (dice.chance(50) ? ", " + i + (dice.chance(50) ? ", " + j : "") : "")
                        + dice.of("", ", 1, -1, true") + ")";
            case 8 -> "return utf8.codepoint(" + utf8() + ", " + i + ", " + j + dice.of("", ", true") + ")";
            case 9 -> "return utf8.offset(" + utf8() + ", " + i + (dice.chance(50) ? ", " + j : "") + ")";
            case 10 ->
                "local r = {} for p, c in utf8.codes(" + utf8() + dice.of("", ", true")
                        + ") do r[#r + 1] = p .. ':' .. c end return table.concat(r, ' ')";
            default -> "return tostring(" + s + "), " + s + " .. " + dice.number() + ", " + s + " == " + s;
        };
    }

    private String utf8() {
        return dice.chance(60)
                ? dice.of("'aé€😀'", "'日本'", "'é'", "''", "'x😀'")
                : dice.string("a\u00c3\u00a9\u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080\u00ff\u00ed\u00a0\u00fd", 6);
    }

    String pack() {
        StringBuilder format = new StringBuilder(dice.of("", "<", ">", "=", "!", "!4", "<!8", "> "));
        StringBuilder values = new StringBuilder();
        for (int n = 1 + dice.below(4); n > 0; n--) {
            String option = dice.of(
                    "b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "f", "d", "n", "s", "z", "x", "Xi4", "X",
                    "i1", "i3", "I2", "i7", "i8", "i16", "I16", "i17", "i0", "s1", "s2", "c3", "c0", "c", "!2", "!3",
                    "Xb", "Xd", "k", "!16", "i5");
            format.append(option);
            if ("bBhHiIlLjJT".indexOf(option.charAt(0)) >= 0) {
                values.append(", ").append(dice.chance(50) ? dice.small() : dice.numberish());
            } else if ("fdn".indexOf(option.charAt(0)) >= 0) {
                values.append(", ").append(dice.number());
            } else if ("szc".indexOf(option.charAt(0)) >= 0) {
                values.append(", ").append(dice.string("ab\0", 4));
            }
        }
        String literal = Dice.quote(format.toString());
        return switch (dice.below(4)) {
            case 0 -> "return string.packsize(" + literal + ")";
            case 1 ->
                "return string.unpack(" + literal + ", " + dice.string("\0\1\2\u0080\u00ff\u007fab", 24) + start()
                        + ")";
            default -> "local s = string.pack(" + literal + values + ") return s, string.unpack(" + literal + ", s)";
        };
    }

    // ---- tables

    String table() {
        StringBuilder out = new StringBuilder("local t = {");
        boolean mixed = dice.chance(15);
        for (int n = dice.below(8); n > 0; n--) {
            out.append(mixed ? dice.numberish().replace("nil", "0") : dice.chance(80) ? dice.small() : dice.floating())
                    .append(", ");
        }
        out.append("} ");
        if (dice.chance(15)) {
            out.append("local real = t t = setmetatable({}, {__index = function(_, k) return real[k] end,"
                    + " __newindex = function(_, k, v) real[k] = v end, __len = function() return "
                    + dice.of("#real", "#real", "2", "'x'", "2.5") + " end}) ");
        }
        for (int n = 1 + dice.below(4); n > 0; n--) {
            out.append(tableOperation()).append(' ');
        }
        return out + "local n = 0 for k, v in pairs(t) do n = n + 1 end return n, #t, t[1], t[#t]";
    }

    private String tableOperation() {
        String i = dice.chance(92) ? dice.small() : dice.numberish();
        return switch (dice.below(14)) {
            case 0 -> "table.insert(t, " + dice.number() + ")";
            case 1 -> "table.insert(t, " + i + ", " + dice.small() + ")";
            case 2 -> "P(table.remove(t))";
            case 3 -> "P(table.remove(t, " + i + "))";
            case 4 ->
                "P(table.concat(t" + dice.of("", ", ','", ", '', 1, 2", ", ';', 2", ", 1, 0", ", '', -1, 3") + "))";
            case 5 -> "P(table.unpack(t, " + i + ", " + dice.small() + "))";
            case 6 -> "P(table.unpack(t))";
            // Without gaps, since a length with gaps may be any border.
            case 7 -> "table.move(t, 1, #t, " + (1 + dice.below(2)) + ")";
            case 8 ->
                "P(table.unpack(table.move(t, " + dice.small() + ", " + dice.small() + ", " + dice.small()
                        + ", {}), 1, 12))";
            case 9, 10 -> "table.sort(t)";
            case 11 ->
                "table.sort(t, function(a, b) return "
                        + dice.of("a > b", "a < b", "(a % 3) < (b % 3)", "true", "nil", "a <= b") + " end)";
            case 12 ->
                "P(table.pack(table.unpack(t)).n, select('#', table.unpack(t)), (select(" + i + ", table.unpack(t))))";
            default -> "P(next(t) ~= nil, rawlen(t), rawget(t, " + i + "))";
        };
    }

    /// A chunk of one of the kinds.
    static List<Supplier<String>> kinds(Dice dice) {
        LibraryCases cases = new LibraryCases(dice);
        return List.of(
                cases::arithmetic,
                cases::mathematics,
                cases::loop,
                cases::format,
                cases::pattern,
                cases::strings,
                cases::pack,
                cases::table);
    }
}

package dev.incant.script;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The names that Lua itself has, as completion offers them before a script has run.
final class LuaNames {
    private static final List<String> KEYWORDS = Arrays.asList(
            "and break do else elseif end false for function goto if in local nil not or repeat return then true until while"
                    .split(" "));

    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "coroutine", words("close create isyieldable resume running status wrap yield"),
            "debug", words("traceback"),
            "io", words("write"),
            "math",
                    words(
                            "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max maxinteger"
                                    + " min mininteger modf pi pow rad random randomseed sin sinh sqrt tan tanh tointeger type"
                                    + " ult"),
            "os", words("clock date difftime getenv time"),
            "package", words("config loaded path preload"),
            "string",
                    words("byte char dump find format gmatch gsub len lower match pack packsize rep reverse sub unpack"
                            + " upper"),
            "table", words("concat insert move pack remove sort unpack"),
            "utf8", words("char charpattern codepoint codes len offset"));

    private static final List<String> GLOBALS = words(
            "_G _VERSION assert collectgarbage dofile error getmetatable ipairs load loadfile next pairs pcall print"
                    + " rawequal rawget rawlen rawset select setmetatable tonumber tostring type warn xpcall");

    private LuaNames() {}

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" "));
    }

    static List<String> keywords() {
        return KEYWORDS;
    }

    static boolean isKeyword(String name) {
        return KEYWORDS.contains(name);
    }

    /// The global functions.
    static List<String> globals() {
        return GLOBALS;
    }

    /// The libraries with their members.
    static Map<String, List<String>> libraries() {
        return LIBRARIES;
    }
}

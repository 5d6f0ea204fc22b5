package dev.incant.tools.data.jq;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The built-ins on regular expressions, in RE2's syntax: linear time on any pattern, hence without look-around and
/// back-references. Offsets count code points.
final class Regexes {
    private Regexes() {}

    /// A compiled pattern with jq's flags.
    ///
    /// @param names of the groups, null where there is none
    record Regex(Pattern pattern, boolean global, boolean skipEmpty, List<@Nullable String> names) {}

    static Regex compile(@Nullable Object regex, @Nullable Object flags) {
        if (regex instanceof List<?> pair) {
            return compile(pair.isEmpty() ? null : pair.get(0), pair.size() > 1 ? pair.get(1) : null);
        }
        if (!(regex instanceof String source)) {
            throw new JqError(Text.described(regex) + " cannot be matched, as it is not a string");
        }
        if (flags != null && !(flags instanceof String)) {
            throw new JqError(Text.described(flags) + " is not a string");
        }
        String letters = flags == null ? "" : (String) flags;
        int bits = 0;
        for (char c : letters.toCharArray()) {
            switch (c) {
                case 'i' -> bits |= Pattern.CASE_INSENSITIVE;
                // Both are about single lines; here, as in Oniguruma's Perl syntax, `.` takes line ends in.
                case 's', 'p' -> bits |= Pattern.DOTALL;
                case 'x' -> source = withoutSpace(source);
                case 'g', 'n', 'l' -> {}
                default -> throw new JqError(letters + " is not a valid modifier string");
            }
        }
        String python = source.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!");
        try {
            Pattern pattern = Pattern.compile(python, bits);
            return new Regex(pattern, letters.contains("g"), letters.contains("n"), names(pattern));
        } catch (PatternSyntaxException e) {
            throw new JqError(source + " (at offset 0) is not a valid regex: " + e.getDescription());
        }
    }

    private static List<@Nullable String> names(Pattern pattern) {
        List<@Nullable String> names = new ArrayList<>();
        for (int i = 0; i <= pattern.groupCount(); i++) {
            names.add(null);
        }
        pattern.namedGroups().forEach((name, index) -> names.set(index, name));
        return names;
    }

    /// Leaves out white space and comments, except in classes and after a backslash.
    private static String withoutSpace(String source) {
        StringBuilder text = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\' && i + 1 < source.length()) {
                text.append(c).append(source.charAt(++i));
            } else if (!inClass && c == '#') {
                while (i < source.length() && source.charAt(i) != '\n') {
                    i++;
                }
            } else if (inClass || !Character.isWhitespace(c)) {
                inClass = c == '[' || (inClass && c != ']');
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String subject(@Nullable Object in) {
        if (in instanceof String text) {
            return text;
        }
        throw new JqError(Text.described(in) + " cannot be matched, as it is not a string");
    }

    static boolean test(@Nullable Object in, Regex regex, Meter meter) {
        return regex.pattern().matcher(meter.watched(subject(in))).find();
    }

    /// All matches, or the first, as `match` gives them.
    static JqList matches(@Nullable Object in, Regex regex, boolean all, Meter meter) {
        String text = subject(in);
        JqList found = new JqList();
        Matcher matcher = regex.pattern().matcher(meter.watched(text));
        Places places = new Places(text);
        while (matcher.find()) {
            meter.tick();
            if (!(regex.skipEmpty() && matcher.end() == matcher.start())) {
                found.add(match(matcher, regex, places));
                meter.check(found.weight());
            }
            if (!all) {
                break;
            }
        }
        return found;
    }

    /// Counts code points up to places that mostly grow.
    private static final class Places {
        private final String text;
        private int counted;
        private int points;

        Places(String text) {
            this.text = text;
        }

        long at(int index) {
            if (index < counted) {
                return text.codePointCount(0, index);
            }
            points += text.codePointCount(counted, index);
            counted = index;
            return points;
        }
    }

    private static JqMap match(Matcher matcher, Regex regex, Places places) {
        JqMap match = new JqMap();
        String whole = matcher.group();
        match.put("offset", places.at(matcher.start()));
        match.put("length", (long) whole.codePointCount(0, whole.length()));
        match.put("string", whole);
        JqList captures = new JqList();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            JqMap capture = new JqMap();
            capture.put("offset", group == null ? -1L : places.at(matcher.start(i)));
            capture.put("length", group == null ? 0L : (long) group.codePointCount(0, group.length()));
            capture.put("string", group);
            capture.put("name", regex.names().get(i));
            captures.add(capture);
        }
        match.put("captures", captures);
        return match;
    }

    /// The named groups of one match.
    static JqMap captured(Map<String, @Nullable Object> match) {
        JqMap named = new JqMap();
        for (Object capture : (List<?>) java.util.Objects.requireNonNull(match.get("captures"))) {
            Map<String, @Nullable Object> group = Access.map(java.util.Objects.requireNonNull(capture));
            if (group.get("name") instanceof String name) {
                named.put(name, group.get("string"));
            }
        }
        return named;
    }

    static JqList split(@Nullable Object in, Regex regex, Meter meter) {
        String text = subject(in);
        JqList parts = new JqList();
        Matcher matcher = regex.pattern().matcher(meter.watched(text));
        int from = 0;
        while (matcher.find()) {
            meter.tick();
            parts.add(text.substring(from, matcher.start()));
            from = matcher.end();
        }
        parts.add(text.substring(from));
        return parts;
    }
}

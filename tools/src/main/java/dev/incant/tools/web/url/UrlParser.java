package dev.incant.tools.web.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads one URL: the state machine of the WHATWG URL standard, section 4.4, one method for each group of its states.
final class UrlParser {
    private static final int END = -1;

    private final String input;
    private final @Nullable WebUrl base;
    private int at;

    private String scheme = "";
    private String username = "";
    private String password = "";
    private @Nullable UrlHost host;
    private int port = -1;
    private List<String> path = new ArrayList<>();
    private boolean opaque;
    private @Nullable String query;
    private @Nullable String fragment;

    UrlParser(String text, @Nullable WebUrl base) {
        this.input = cleaned(text);
        this.base = base;
    }

    /// Without control characters and spaces at both ends, and without tabs and line breaks anywhere.
    private static String cleaned(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) <= ' ') {
            end--;
        }
        StringBuilder out = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '\t' && c != '\n' && c != '\r') {
                out.append(c);
            }
        }
        return out.toString();
    }

    WebUrl url() {
        if (scheme()) {
            afterScheme();
        } else {
            at = 0;
            withoutScheme();
        }
        return new WebUrl(scheme, username, password, host, port, path, opaque, query, fragment);
    }

    private int peek(int offset) {
        return at + offset < input.length() ? input.charAt(at + offset) : END;
    }

    private boolean special() {
        return WebUrl.special(scheme);
    }

    private boolean slash(int c) {
        return c == '/' || c == '\\' && special();
    }

    private boolean scheme() {
        int colon = 0;
        while (colon < input.length() && schemeChar(input.charAt(colon), colon == 0)) {
            colon++;
        }
        if (colon == 0 || colon == input.length() || input.charAt(colon) != ':') {
            return false;
        }
        scheme = input.substring(0, colon).toLowerCase(Locale.ROOT);
        at = colon + 1;
        return true;
    }

    private static boolean schemeChar(char c, boolean first) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return letter || !first && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.');
    }

    private void afterScheme() {
        if (scheme.equals("file")) {
            file();
        } else if (special()) {
            boolean relative = base != null && base.scheme().equals(scheme) && !(peek(0) == '/' && peek(1) == '/');
            if (relative) {
                relative(Objects.requireNonNull(base));
            } else {
                while (slash(peek(0))) {
                    at++;
                }
                authority();
            }
        } else if (peek(0) == '/' && peek(1) == '/') {
            at += 2;
            authority();
        } else if (peek(0) == '/') {
            path();
        } else {
            opaquePath();
        }
    }

    private void withoutScheme() {
        if (base == null) {
            throw new UrlFailure("it has no scheme, such as https:");
        }
        if (base.opaque()) {
            if (peek(0) != '#') {
                throw new UrlFailure("nothing but a fragment can be relative to " + base.scheme() + ":");
            }
            scheme = base.scheme();
            path = new ArrayList<>(base.path());
            opaque = true;
            query = base.query();
            at++;
            fragment();
            return;
        }
        scheme = base.scheme();
        if (scheme.equals("file")) {
            file();
        } else {
            relative(base);
        }
    }

    private void relative(WebUrl from) {
        if (slash(peek(0)) && slash(peek(1))) {
            at += 2;
            while (special() && slash(peek(0))) {
                at++;
            }
            authority();
            return;
        }
        username = from.username();
        password = from.password();
        host = from.host();
        port = from.port();
        if (slash(peek(0))) {
            path();
            return;
        }
        relativePath(from);
    }

    /// What follows when the path does not begin with a slash.
    private void relativePath(WebUrl from) {
        path = new ArrayList<>(from.path());
        query = from.query();
        if (peek(0) == '?') {
            at++;
            query();
        } else if (peek(0) == '#') {
            at++;
            fragment();
        } else if (peek(0) != END) {
            query = null;
            shorten();
            segments();
        }
    }

    private void authority() {
        int end = at;
        int sign = -1;
        for (int c = peek(0); c != END && !slash(c) && c != '?' && c != '#'; c = peek(end - at)) {
            sign = c == '@' ? end : sign;
            end++;
        }
        if (sign >= 0) {
            credentials(input.substring(at, sign));
            at = sign + 1;
            if (at == end) {
                throw new UrlFailure("there is no host after '@'");
            }
        }
        hostAndPort(input.substring(at, end));
        at = end;
        pathStart();
    }

    private void credentials(String text) {
        int colon = text.indexOf(':');
        username = PercentEncoding.USERINFO.encode(colon < 0 ? text : text.substring(0, colon));
        password = colon < 0 ? "" : PercentEncoding.USERINFO.encode(text.substring(colon + 1));
    }

    private void hostAndPort(String text) {
        int colon = -1;
        boolean inside = false;
        for (int i = 0; i < text.length() && colon < 0; i++) {
            char c = text.charAt(i);
            inside = c == '[' || inside && c != ']';
            colon = c == ':' && !inside ? i : -1;
        }
        String name = colon < 0 ? text : text.substring(0, colon);
        if (name.isEmpty() && (special() || colon >= 0)) {
            throw new UrlFailure("it has no host");
        }
        host = name.isEmpty() ? UrlHost.EMPTY : UrlHost.of(name, special());
        if (colon >= 0) {
            port(text.substring(colon + 1));
        }
    }

    private void port(String digits) {
        if (digits.isEmpty()) {
            return;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                throw new UrlFailure("the port is not a number");
            }
            value = value * 10 + c - '0';
            if (value > 65_535) {
                throw new UrlFailure("the port is larger than 65535");
            }
        }
        port = value == WebUrl.usualPort(scheme) ? -1 : (int) value;
    }

    private void file() {
        host = UrlHost.EMPTY;
        if (slash(peek(0))) {
            if (slash(peek(1))) {
                at += 2;
                fileHost();
                return;
            }
            if (base != null && base.scheme().equals("file")) {
                host = base.host();
                if (!driveAt(at + 1)
                        && !base.path().isEmpty()
                        && normalDrive(base.path().getFirst())) {
                    path.add(base.path().getFirst());
                }
            }
            path();
            return;
        }
        if (base == null || !base.scheme().equals("file")) {
            path();
            return;
        }
        host = base.host();
        if (!driveAt(at) || peek(0) == END || peek(0) == '?' || peek(0) == '#') {
            relativePath(base);
        } else {
            segments();
        }
    }

    private void fileHost() {
        int end = at;
        while (end < input.length() && "/\\?#".indexOf(input.charAt(end)) < 0) {
            end++;
        }
        String name = input.substring(at, end);
        if (isDrive(name)) {
            segments();
            return;
        }
        if (!name.isEmpty()) {
            UrlHost read = UrlHost.of(name, true);
            host = read.text().equals("localhost") ? UrlHost.EMPTY : read;
        }
        at = end;
        pathStart();
    }

    private static boolean isDrive(String text) {
        return text.length() == 2
                && (text.charAt(1) == ':' || text.charAt(1) == '|')
                && schemeChar(text.charAt(0), true);
    }

    private static boolean normalDrive(String text) {
        return isDrive(text) && text.charAt(1) == ':';
    }

    /// Whether a Windows drive letter begins there.
    private boolean driveAt(int index) {
        if (index + 2 > input.length() || !isDrive(input.substring(index, index + 2))) {
            return false;
        }
        return index + 2 == input.length() || "/\\?#".indexOf(input.charAt(index + 2)) >= 0;
    }

    private void pathStart() {
        if (special() || peek(0) == '/') {
            path();
        } else {
            rest();
        }
    }

    /// The path with the slash it begins with, if there is one.
    private void path() {
        if (slash(peek(0))) {
            at++;
        }
        segments();
    }

    private void segments() {
        while (true) {
            StringBuilder segment = new StringBuilder();
            int c = peek(0);
            while (c != END && !slash(c) && c != '?' && c != '#') {
                int point = input.codePointAt(at);
                PercentEncoding.PATH.encode(point, segment);
                at += Character.charCount(point);
                c = peek(0);
            }
            boolean more = slash(c);
            add(segment.toString(), more);
            if (!more) {
                rest();
                return;
            }
            at++;
        }
    }

    private void add(String segment, boolean more) {
        String dots = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        if (dots.equals("..")) {
            shorten();
            if (!more) {
                path.add("");
            }
        } else if (dots.equals(".")) {
            if (!more) {
                path.add("");
            }
        } else {
            boolean drive = scheme.equals("file") && path.isEmpty() && isDrive(segment);
            path.add(drive ? segment.charAt(0) + ":" : segment);
        }
    }

    private void shorten() {
        boolean drive = scheme.equals("file") && path.size() == 1 && normalDrive(path.getFirst());
        if (!path.isEmpty() && !drive) {
            path.removeLast();
        }
    }

    private void opaquePath() {
        StringBuilder text = new StringBuilder();
        while (peek(0) != END && peek(0) != '?' && peek(0) != '#') {
            int point = input.codePointAt(at);
            boolean last = at + 1 == input.length() || peek(1) == '?' || peek(1) == '#';
            if (point == ' ' && last) {
                text.append("%20");
            } else {
                PercentEncoding.CONTROL.encode(point, text);
            }
            at += Character.charCount(point);
        }
        path = new ArrayList<>(List.of(text.toString()));
        opaque = true;
        rest();
    }

    private void rest() {
        if (peek(0) == '?') {
            at++;
            query();
        } else if (peek(0) == '#') {
            at++;
            fragment();
        }
    }

    private void query() {
        int end = input.indexOf('#', at);
        String text = input.substring(at, end < 0 ? input.length() : end);
        query = (special() ? PercentEncoding.SPECIAL_QUERY : PercentEncoding.QUERY).encode(text);
        if (end >= 0) {
            at = end + 1;
            fragment();
        }
    }

    private void fragment() {
        fragment = PercentEncoding.FRAGMENT.encode(input.substring(at));
        at = input.length();
    }
}

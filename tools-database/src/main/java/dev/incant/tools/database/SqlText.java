package dev.incant.tools.database;

import dev.incant.kernel.error.ToolException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One statement as its author wrote it. It is read no further than to tell strings and comments from the rest, as far
/// as SQL needs it to see whether one statement ends and another begins, and which word comes first. What cannot be
/// told for certain is refused.
final class SqlText {
    private static final Set<String> TRANSACTIONS = Set.of(
            "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "xa", "lock", "unlock");
    private static final Set<String> OUTSIDE = Set.of("attach", "detach", "install", "load", "backup", "restore");
    private static final Set<String> PRAGMAS = Set.of(
            "application_id",
            "collation_list",
            "compile_options",
            "database_list",
            "encoding",
            "foreign_key_check",
            "foreign_key_list",
            "freelist_count",
            "function_list",
            "index_info",
            "index_list",
            "index_xinfo",
            "integrity_check",
            "module_list",
            "page_count",
            "page_size",
            "pragma_list",
            "quick_check",
            "schema_version",
            "table_info",
            "table_list",
            "table_xinfo",
            "user_version");
    private static final Pattern PRAGMA = Pattern.compile("pragma\\s+(?:\\w+\\.)?(\\w+).*", Pattern.DOTALL);
    private static final Pattern TRIGGER =
            Pattern.compile("create\\s+(temp\\s+|temporary\\s+)?trigger\\b.*", Pattern.DOTALL);
    private static final Pattern DOLLAR = Pattern.compile("\\$([A-Za-z_\\x80-\\uffff][A-Za-z0-9_\\x80-\\uffff]*)?\\$");

    private final String field;
    private final String text;
    private final Engine engine;
    private final StringBuilder bare = new StringBuilder();
    private final StringBuilder quotedNames = new StringBuilder();
    private int at;

    private SqlText(String field, String text, Engine engine) {
        this.field = field;
        this.text = text;
        this.engine = engine;
    }

    /// Reads one statement.
    ///
    /// @param field the parameter it came in, for messages
    /// @throws ToolException `invalid_params` for none, for several, and for what is not closed
    static SqlText one(String field, String text, Engine engine) {
        SqlText sql = new SqlText(field, text, engine);
        if (text.indexOf('\0') >= 0) {
            throw sql.wrong("must not have the character NUL in it");
        }
        sql.read();
        if (sql.bare().isEmpty()) {
            throw sql.wrong("there is no statement");
        }
        if (sql.several()) {
            throw sql.wrong("give one statement, not several; execute takes a list in 'statements'");
        }
        String outside = ServerSql.outside(engine, sql.firstWord(), sql.bare(), sql.quotedNames.toString());
        if (outside != null) {
            throw ToolException.denied(field + ": " + outside);
        }
        return sql;
    }

    private ToolException wrong(String words) {
        return ToolException.invalidParams(field + ": " + words);
    }

    String text() {
        return text;
    }

    /// The first word in lower case; opening brackets before it do not count.
    String firstWord() {
        String from = bare().replaceFirst("^[(\\s]+", "");
        int end = 0;
        while (end < from.length() && Character.isLetter(from.charAt(end))) {
            end++;
        }
        return from.substring(0, end);
    }

    /// The words outside strings, quoted names and comments, in lower case.
    private String bare() {
        return bare.toString().strip();
    }

    boolean mentions(String word) {
        return Pattern.compile("\\b" + word + "\\b").matcher(bare).find();
    }

    private boolean several() {
        String words = bare();
        int semicolon = words.indexOf(';');
        boolean more =
                semicolon >= 0 && !words.substring(semicolon).replace(";", "").isBlank();
        // A trigger's body has statements of its own. Its driver runs the first statement only, whatever follows.
        return more && !(engine == Engine.SQLITE && TRIGGER.matcher(words).matches());
    }

    /// Refuses what does more than ask.
    ///
    /// @throws ToolException `invalid_params`
    SqlText asking() {
        if (!engine.reads(firstWord())) {
            throw wrong(
                    "only statements that ask may be run here, not " + shown() + "; execute runs those that change");
        }
        return pragma(false);
    }

    /// Refuses what would end the transaction that all is done in, or leave the database.
    ///
    /// @throws ToolException `invalid_params` and `denied`
    SqlText changing() {
        String word = firstWord();
        if (TRANSACTIONS.contains(word)) {
            throw wrong(shown() + " may not be run: all statements of a call are one transaction already");
        }
        if (OUTSIDE.contains(word) && engine.inFile()) {
            throw ToolException.denied(field + ": " + shown() + " may not be run: it leads outside the database");
        }
        return pragma(true);
    }

    private SqlText pragma(boolean setting) {
        if (firstWord().equals("pragma") && engine.inFile()) {
            Matcher matcher = PRAGMA.matcher(bare());
            String name = matcher.matches() ? matcher.group(1) : "";
            boolean settable =
                    setting && Set.of("user_version", "application_id").contains(name);
            if (!PRAGMAS.contains(name) || bare().indexOf('=') >= 0 && !settable) {
                throw ToolException.denied(field + ": this PRAGMA may not be run");
            }
        }
        return this;
    }

    private String shown() {
        String word = firstWord();
        return word.isEmpty() ? "this" : word.toUpperCase(Locale.ROOT);
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"' && engine == Engine.MYSQL) {
                quoted(c, escapes(), false);
            } else if (c == '"' || c == '`' && (engine == Engine.SQLITE || engine == Engine.MYSQL)) {
                quoted(c, false, true);
            } else if (c == '[' && engine == Engine.SQLITE) {
                skipPast("]", 1);
            } else if (text.startsWith("--", at) && dashes() || c == '#' && engine == Engine.MYSQL) {
                line();
            } else if (text.startsWith("/*", at)) {
                comment();
            } else if (c == '$' && (engine == Engine.DUCKDB || engine == Engine.POSTGRESQL) && dollar()) {
                continue;
            } else {
                bare.append(Character.toLowerCase(c));
                at++;
            }
        }
    }

    /// Whether two dashes begin a comment here; in MySQL's they do before a space only, so that `5--1` is 6.
    private boolean dashes() {
        return engine != Engine.MYSQL || at + 2 >= text.length() || text.charAt(at + 2) <= ' ';
    }

    /// Whether a backslash in the text that begins here takes the meaning from what follows: E'…'.
    private boolean escapes() {
        if (engine == Engine.MYSQL) {
            return true;
        }
        boolean marked = bare.length() > 0 && bare.charAt(bare.length() - 1) == 'e';
        boolean alone = bare.length() < 2 || !Character.isLetterOrDigit(bare.charAt(bare.length() - 2));
        return engine != Engine.SQLITE && marked && alone;
    }

    private void quoted(char quote, boolean escapes, boolean name) {
        if (name && engine == Engine.POSTGRESQL && bare.toString().endsWith("u&")) {
            throw wrong("names with escapes, as in U&\"…\", are not taken; write the character itself");
        }
        int from = at + 1;
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && escapes) {
                at++;
            } else if (c == quote) {
                if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    at++;
                } else {
                    if (name) {
                        quotedNames.append(text, from, at).append('\n');
                    }
                    at++;
                    bare.append(" ? ");
                    return;
                }
            }
        }
        throw wrong("a text or name in quotes is not closed");
    }

    private boolean dollar() {
        Matcher matcher = DOLLAR.matcher(text).region(at, text.length());
        boolean afterName = at > 0 && (Character.isLetterOrDigit(text.charAt(at - 1)) || text.charAt(at - 1) == '_');
        if (afterName || !matcher.lookingAt()) {
            return false;
        }
        skipPast(matcher.group(), matcher.group().length());
        return true;
    }

    private void skipPast(String end, int from) {
        int found = text.indexOf(end, at + from);
        if (found < 0) {
            throw wrong("what begins with '" + text.charAt(at) + "' is not closed");
        }
        at = found + end.length();
        bare.append(" ? ");
    }

    private void line() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        bare.append(' ');
    }

    private void comment() {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw wrong("a comment is not closed");
        }
        boolean run = text.startsWith("/*!", at) || text.startsWith("/*M!", at);
        if (engine == Engine.MYSQL && run) {
            throw wrong("a comment that is run, as in /*! … */, is not taken");
        }
        if (text.substring(at + 2, end).contains("/*")) {
            throw wrong("a comment must not have another comment in it");
        }
        at = end + 2;
        bare.append(' ');
    }
}

package dev.incant.tools.database;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which statements a server is not given, because they lead out of the database: to files and programs of the server's
/// machine, to other servers, or to the server's own settings.
///
/// This sees what a statement says by name. What a function, a trigger or a text that is run as SQL does in the
/// database is beyond it; there only the rights of the database's user decide.
final class ServerSql {
    private static final Set<String> POSTGRESQL_WORDS = Set.of(
            "copy", "load", "do", "prepare", "execute", "deallocate", "listen", "unlisten", "discard", "security");
    private static final Pattern POSTGRESQL_FUNCTIONS = Pattern.compile(
            "\\b(pg_read_(?:binary_)?file|pg_stat_file|pg_ls_\\w+|pg_file_\\w+|pg_logdir_ls|lo_import|lo_export"
                    + "|dblink\\w*|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_current_logfile|pg_backup_\\w+"
                    + "|pg_start_backup|pg_stop_backup|pg_switch_wal|pg_create_restore_point"
                    + "|(?:query|table|cursor|schema|database)_to_xml\\w*)\\b");
    private static final Pattern POSTGRESQL_PHRASES = Pattern.compile(
            "\\b(alter\\s+system|create\\s+(?:or\\s+replace\\s+)?(?:trusted\\s+)?(?:procedural\\s+)?language"
                    + "|create\\s+extension|alter\\s+extension|create\\s+(?:foreign|server|subscription|publication"
                    + "|tablespace|user\\s+mapping|access\\s+method)|import\\s+foreign|alter\\s+(?:server|subscription)"
                    + "|language\\s+(?:c|internal|\\w*u)\\b)");
    private static final Pattern POSTGRESQL_SET = Pattern.compile(
            "(?:set|reset)\\s+(?:session\\s+|local\\s+)?"
                    + "(?:search_path|time\\s+zone|timezone|datestyle|intervalstyle|work_mem|lock_timeout|constraints|role"
                    + "|enable_\\w+|\\w+\\.\\w+)\\b.*",
            Pattern.DOTALL);
    private static final Set<String> MYSQL_WORDS = Set.of(
            "load",
            "install",
            "uninstall",
            "shutdown",
            "kill",
            "handler",
            "prepare",
            "execute",
            "deallocate",
            "change",
            "reset",
            "stop",
            "backup",
            "restore",
            "import",
            "clone",
            "purge",
            "binlog",
            "delimiter");
    private static final Pattern MYSQL_NAMES = Pattern.compile("\\b(load_file|outfile|dumpfile|sys_exec|sys_eval)\\b");
    private static final Pattern MYSQL_PHRASES = Pattern.compile("\\b(create\\s+(?:or\\s+replace\\s+)?server"
            + "|alter\\s+server|soname|set\\s+global|set\\s+persist|engine\\s*=?\\s*(?:federated|connect|spider)"
            + "|data\\s+directory|index\\s+directory|execute\\s+immediate)\\b");
    private static final Pattern MYSQL_SET = Pattern.compile(
            "set\\s+(?:@(?!@)|(?:session\\s+|local\\s+|@@session\\.)?"
                    + "(?:foreign_key_checks|unique_checks|time_zone|lc_time_names|group_concat_max_len"
                    + "|lock_wait_timeout|innodb_lock_wait_timeout)\\b).*",
            Pattern.DOTALL);

    private ServerSql() {}

    /// Why a statement is not given to the server, null when it is.
    ///
    /// @param bare the statement in lower case without its texts, quoted names and comments
    /// @param names its quoted names
    static @Nullable String outside(Engine engine, String firstWord, String bare, String names) {
        return switch (engine) {
            case SQLITE, DUCKDB -> null;
            case POSTGRESQL ->
                why(POSTGRESQL_WORDS, POSTGRESQL_SET, POSTGRESQL_FUNCTIONS, POSTGRESQL_PHRASES, firstWord, bare, names);
            case MYSQL -> why(MYSQL_WORDS, MYSQL_SET, MYSQL_NAMES, MYSQL_PHRASES, firstWord, bare, names);
        };
    }

    private static @Nullable String why(
            Set<String> words,
            Pattern settings,
            Pattern functions,
            Pattern phrases,
            String firstWord,
            String bare,
            String names) {
        if (words.contains(firstWord)) {
            return outside(firstWord);
        }
        if ((firstWord.equals("set") || firstWord.equals("reset"))
                && (bare.indexOf(',') >= 0 && !bare.contains("search_path")
                        || !settings.matcher(bare).matches())) {
            return "this setting may not be changed";
        }
        for (String text : new String[] {bare, names.toLowerCase(Locale.ROOT)}) {
            Matcher function = functions.matcher(text);
            if (function.find()) {
                return outside(function.group());
            }
        }
        Matcher phrase = phrases.matcher(bare);
        return phrase.find() ? outside(phrase.group().replaceAll("\\s+", " ")) : null;
    }

    private static String outside(String what) {
        return what.toUpperCase(Locale.ROOT) + " may not be run: it leads outside the database";
    }
}

package dev.incant.cli;

import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.registry.Target;
import dev.incant.kernel.tool.Parameter;
import dev.incant.kernel.tool.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Grants what the arguments of a call name: reading the file that a person typed is what the person asked for.
final class NamedGrants {
    private NamedGrants() {}

    static Grants of(Target target, Grants grants) {
        Grants more = grants;
        for (Permission permission : target.operation().needs()) {
            if (permission == Permission.MCP) {
                // Whoever types the name of a server's tool wants that server to be asked.
                more = more.allow(permission, target.tool().spec().name());
            }
        }
        for (Parameter parameter : target.operation().parameters()) {
            if (!parameter.needs().isEmpty()) {
                Object value = value(target.params(), parameter);
                if (value instanceof String sql && isSql(parameter)) {
                    value = filesIn(sql);
                }
                if (value instanceof String database && isDatabase(parameter)) {
                    more = database(more, parameter.needs(), database);
                    continue;
                }
                for (Permission permission : parameter.needs()) {
                    more = granted(more, permission, value);
                }
            }
        }
        return more;
    }

    private static boolean isSql(Parameter parameter) {
        return parameter.schema() instanceof Schema.Text text && "sql".equals(text.format());
    }

    private static boolean isDatabase(Parameter parameter) {
        return parameter.schema() instanceof Schema.Text text && "database".equals(text.format());
    }

    /// Grants the host of a database on a server, or the file of another.
    private static Grants database(Grants grants, List<Permission> needs, String database) {
        boolean server =
                database.indexOf("://") > 0 && !database.startsWith("sqlite:") && !database.startsWith("duckdb:");
        Grants more = grants;
        for (Permission permission : needs) {
            if (server == (permission == Permission.NET)) {
                more = granted(more, permission, server ? database : fileOf(database));
            }
        }
        return more;
    }

    private static String fileOf(String database) {
        boolean said = database.startsWith("sqlite:") || database.startsWith("duckdb:");
        String path = said ? database.substring("sqlite:".length()) : database;
        return path.startsWith("///") ? path.substring(2) : path;
    }

    /// The files that a query names: what stands in single quotes and ends as files do. A pattern of names stands for
    /// its folder.
    static List<String> filesIn(String sql) {
        List<String> files = new ArrayList<>();
        int open = sql.indexOf('\'');
        while (open >= 0) {
            int close = sql.indexOf('\'', open + 1);
            if (close < 0) {
                break;
            }
            String text = withoutSheet(sql.substring(open + 1, close));
            int slash = text.lastIndexOf('/');
            int dot = text.indexOf('.', slash + 1);
            if (dot > slash + 1 && dot < text.length() - 1) {
                boolean pattern = text.indexOf('*', slash) >= 0 || text.indexOf('?', slash) >= 0;
                files.add(!pattern ? text : slash < 0 ? "." : text.substring(0, slash + 1));
            }
            open = sql.indexOf('\'', close + 1);
        }
        return files;
    }

    /// A workbook's path may end in `#` and a sheet.
    private static String withoutSheet(String text) {
        int sheet = text.toLowerCase(Locale.ROOT).indexOf(".xlsx#");
        return sheet < 0 ? text : text.substring(0, sheet + ".xlsx".length());
    }

    private static @Nullable Object value(Map<String, @Nullable Object> params, Parameter parameter) {
        Object value = params.get(parameter.name());
        if (value == null && !parameter.aliases().isEmpty()) {
            for (String alias : parameter.aliases()) {
                if (params.get(alias) != null) {
                    return params.get(alias);
                }
            }
        }
        return value;
    }

    private static Grants granted(Grants grants, Permission permission, @Nullable Object value) {
        if (value instanceof List<?> list) {
            Grants more = grants;
            for (Object item : list) {
                more = granted(more, permission, item);
            }
            return more;
        }
        if (!(value instanceof String text) || text.isEmpty()) {
            return grants;
        }
        String name = permission == Permission.NET ? host(text) : text;
        return name.isEmpty() ? grants : grants.allow(permission, name);
    }

    /// `HOST:PORT` of a URL, with the port that its scheme means; what is no URL is a host already.
    static String host(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return text;
        }
        int from = scheme + 3;
        int end = from;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(from, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = host.indexOf(':', host.indexOf(']') + 1);
        if (colon >= 0 && colon < host.length() - 1) {
            return host;
        }
        String bare = colon < 0 ? host : host.substring(0, colon);
        if (bare.isEmpty()) {
            return "";
        }
        return switch (text.substring(0, scheme).toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> bare.concat(":80");
            case "https", "wss" -> bare.concat(":443");
            case "postgresql", "postgres" -> bare.concat(":5432");
            case "mysql", "mariadb" -> bare.concat(":3306");
            default -> bare;
        };
    }
}

package dev.incant.tools.database;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Tool;
import java.util.List;

/// The pack of this module. Adding a tool is a line in [#NAMES] and one in [#make].
public final class DatabaseTools implements ToolPack {
    private static final List<String> NAMES = List.of("database_connector", "sql_query");

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Tool make(String name) {
        return switch (name) {
            case "database_connector" -> new DatabaseConnector();
            case "sql_query" -> new SqlQuery();
            default -> throw new IllegalArgumentException(name);
        };
    }
}

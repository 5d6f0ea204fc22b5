package dev.incant.cli;

import dev.incant.kernel.host.Host;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.tools.Tools;
import dev.incant.tools.database.DatabaseTools;
import dev.incant.tools.document.DocumentTools;
import java.io.File;
import java.util.List;

/// The tool packs that the command line offers.
final class Packs {
    /// Those that are part of Incant.
    static final List<ToolPack> ALL = List.of(new Tools(), new DocumentTools(), new DatabaseTools());

    /// What their tools are called beside their names, but for `-` in place of `_`. Known here so that no start has to
    /// make all tools to find out.
    static final List<String> ALIASES = List.of(
            "api_test",
            "csv",
            "datetime_handler",
            "diff",
            "email",
            "env_reader",
            "fetch",
            "graphql",
            "html",
            "http",
            "jq",
            "json",
            "page_monitor",
            "scraper",
            "search",
            "send_email",
            "sitemap",
            "stats",
            "template",
            "url",
            "webhook");

    private Packs() {}

    /// All packs, with the MCP servers that a person added. Where there are none, this looks for their folder and does
    /// nothing more, as it is part of each start.
    ///
    /// @param tell whether to say which servers are left out
    static List<ToolPack> of(Terminal terminal, Host host, boolean tell) {
        File user = Settings.userFile(terminal);
        if (user == null || !new File(user.getParentFile(), McpServers.FOLDER).isDirectory()) {
            return ALL;
        }
        return McpServers.with(ALL, ALIASES, terminal, host, tell);
    }
}

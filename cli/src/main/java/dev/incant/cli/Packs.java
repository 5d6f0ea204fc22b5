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

    private Packs() {}

    /// All packs, with the MCP servers that a person added. Where there are none, this looks for their folder and does
    /// nothing more, as it is part of each start.
    static List<ToolPack> of(Terminal terminal, Host host) {
        File user = Settings.userFile(terminal);
        if (user == null || !new File(user.getParentFile(), McpServers.FOLDER).isDirectory()) {
            return ALL;
        }
        return McpServers.with(ALL, terminal, host);
    }
}

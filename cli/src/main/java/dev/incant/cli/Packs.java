package dev.incant.cli;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.tools.Tools;
import dev.incant.tools.database.DatabaseTools;
import dev.incant.tools.document.DocumentTools;
import java.util.List;

/// The tool packs that the command line offers.
final class Packs {
    static final List<ToolPack> ALL = List.of(new Tools(), new DocumentTools(), new DatabaseTools());

    private Packs() {}
}

package dev.incant.tools.document;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Tool;
import java.util.List;

/// The pack of this module. Adding a tool is a line in [#NAMES] and one in [#make].
public final class DocumentTools implements ToolPack {
    private static final List<String> NAMES = List.of("citation_formatter");

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Tool make(String name) {
        return switch (name) {
            case "citation_formatter" -> new CitationFormatter();
            default -> throw new IllegalArgumentException(name);
        };
    }
}

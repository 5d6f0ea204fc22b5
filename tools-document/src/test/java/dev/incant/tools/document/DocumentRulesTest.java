package dev.incant.tools.document;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.testkit.ToolRules;

final class DocumentRulesTest implements ToolRules {
    @Override
    public ToolPack pack() {
        return new DocumentTools();
    }
}

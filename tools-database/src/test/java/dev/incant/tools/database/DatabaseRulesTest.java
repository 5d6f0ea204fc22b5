package dev.incant.tools.database;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.testkit.ToolRules;

final class DatabaseRulesTest implements ToolRules {
    @Override
    public ToolPack pack() {
        return new DatabaseTools();
    }
}

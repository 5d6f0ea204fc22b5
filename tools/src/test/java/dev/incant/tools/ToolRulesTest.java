package dev.incant.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.testkit.ToolRules;
import org.junit.jupiter.api.Test;

final class ToolRulesTest implements ToolRules {
    @Override
    public ToolPack pack() {
        return new Tools();
    }

    @Test
    void light_tools_know_no_databases() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.incant.tools"));
    }
}

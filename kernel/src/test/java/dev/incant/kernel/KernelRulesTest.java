package dev.incant.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// Who may use whom within the kernel.
final class KernelRulesTest {
    private static final JavaClasses KERNEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.incant.kernel");

    @Test
    void the_scan_is_not_empty() {
        assertThat(KERNEL.size()).isGreaterThan(100);
    }

    @Test
    void packages_use_only_those_below_them() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("error")
                .definedBy("dev.incant.kernel.error")
                .layer("value")
                .definedBy("dev.incant.kernel.value")
                .layer("capability")
                .definedBy("dev.incant.kernel.capability")
                .layer("tool")
                .definedBy("dev.incant.kernel.tool")
                .layer("registry")
                .definedBy("dev.incant.kernel.registry")
                .layer("message")
                .definedBy("dev.incant.kernel.message")
                .layer("client")
                .definedBy("dev.incant.kernel.client")
                .layer("state")
                .definedBy("dev.incant.kernel.state")
                .layer("event")
                .definedBy("dev.incant.kernel.event")
                .layer("script")
                .definedBy("dev.incant.kernel.script")
                .layer("host")
                .definedBy("dev.incant.kernel.host")
                .layer("example")
                .definedBy("dev.incant.kernel.example")
                .layer("docs")
                .definedBy("dev.incant.kernel.docs")
                .layer("kernel")
                .definedBy("dev.incant.kernel")
                .whereLayer("error")
                .mayNotAccessAnyLayer()
                .whereLayer("value")
                .mayOnlyAccessLayers("error")
                .whereLayer("capability")
                .mayOnlyAccessLayers("error")
                .whereLayer("tool")
                .mayOnlyAccessLayers("error", "value", "capability")
                .whereLayer("registry")
                .mayOnlyAccessLayers("error", "value", "capability", "tool")
                .whereLayer("message")
                .mayOnlyAccessLayers("error", "value")
                .whereLayer("client")
                .mayOnlyAccessLayers("error", "value", "message")
                .whereLayer("state")
                .mayOnlyAccessLayers("error", "value", "capability")
                .whereLayer("event")
                .mayOnlyAccessLayers("error", "value")
                .whereLayer("script")
                .mayOnlyAccessLayers("error", "value", "capability", "tool", "registry", "state", "event")
                .whereLayer("host")
                .mayOnlyAccessLayers("error", "value", "capability", "tool")
                .whereLayer("example")
                .mayOnlyAccessLayers("error", "value", "capability", "tool", "host")
                .whereLayer("docs")
                .mayOnlyAccessLayers("error", "value", "capability", "tool")
                .whereLayer("kernel")
                .mayNotBeAccessedByAnyLayer()
                .check(KERNEL);
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("dev.incant.kernel.(*)..").should().beFreeOfCycles().check(KERNEL);
    }

    @Test
    void nothing_prints_exits_or_waits_by_sleeping() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(KERNEL);
    }

    @Test
    void json_and_databases_are_named_where_they_belong() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.incant.kernel.value")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(KERNEL);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.incant.kernel.state")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(KERNEL);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.incant.kernel.host", "dev.incant.kernel.example")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(KERNEL);
    }
}

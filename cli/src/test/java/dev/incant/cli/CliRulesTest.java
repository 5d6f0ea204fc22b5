package dev.incant.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// How the command line is built: it prints through its terminal only, ends in one place and names the tools in one.
final class CliRulesTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.incant.cli");

    @Test
    void the_scan_is_not_empty() {
        assertThat(CLI.size()).isGreaterThan(60);
    }

    @Test
    void only_the_main_class_knows_the_process() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.incant.cli.Main")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .check(CLI);
    }

    @Test
    void nothing_waits_by_sleeping() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLI);
    }

    @Test
    void only_one_class_names_the_tool_packs() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.incant.cli.Packs")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.incant.tools..")
                .check(CLI);
    }

    @Test
    void tests_are_no_part_of_it() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.incant.testkit..", "org.junit..", "org.assertj..")
                .check(CLI);
    }

    @Test
    void nothing_is_kept_in_static_fields() {
        fields().that().areStatic().should().beFinal().check(CLI);
        fields().that().areStatic().should().notHaveRawType(changing()).check(CLI);
    }

    private static DescribedPredicate<JavaClass> changing() {
        return DescribedPredicate.describe(
                "that can change",
                type -> type.isAssignableTo(StringBuilder.class)
                        || type.getPackageName().equals("java.util.concurrent.atomic")
                        || type.getPackageName().startsWith("java.util")
                                && !type.isInterface()
                                && (type.isAssignableTo(java.util.Collection.class)
                                        || type.isAssignableTo(java.util.Map.class)));
    }
}

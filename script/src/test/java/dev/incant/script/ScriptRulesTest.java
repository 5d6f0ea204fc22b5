package dev.incant.script;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the script runtime may use: the kernel and the engine, and nothing of the outside.
final class ScriptRulesTest {
    private static final JavaClasses SCRIPT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.incant.script");

    @Test
    void the_scan_is_not_empty() {
        assertThat(SCRIPT.size()).isGreaterThan(30);
    }

    @Test
    void it_uses_the_kernel_and_the_engine_only() {
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are neither of the JDK nor of the kernel, the engine or the runtime itself",
                        type -> !type.isPrimitive()
                                && !type.isArray()
                                && List.of(
                                                "java.",
                                                "org.jspecify.",
                                                "dev.incant.kernel",
                                                "dev.incant.lua",
                                                "dev.incant.script")
                                        .stream()
                                        .noneMatch(type.getPackageName().concat(".")::startsWith)))
                .check(SCRIPT);
    }

    @Test
    void it_knows_of_the_engine_what_is_meant_for_embedding() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.incant.lua.standalone..")
                .check(SCRIPT);
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
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(SCRIPT);
    }

    @Test
    void nothing_reaches_the_outside_but_through_the_kernel() {
        Set<String> outside = Set.of(
                "java.nio.file.Files",
                "java.io.File",
                "java.io.FileInputStream",
                "java.io.FileOutputStream",
                "java.lang.ProcessBuilder",
                "java.net.Socket",
                "java.net.http.HttpClient");
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "open files, sockets or programs", type -> outside.contains(type.getName())))
                .check(SCRIPT);
    }

    @Test
    void nothing_is_kept_in_static_fields() {
        fields().that().areStatic().should().beFinal().check(SCRIPT);
        fields().that().areStatic().should().notHaveRawType(changing()).check(SCRIPT);
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

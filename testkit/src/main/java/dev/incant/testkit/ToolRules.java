package dev.incant.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Tool;
import org.junit.jupiter.api.Test;

/// What the classes of a pack keep: they reach the outside through their context only, so that a permission cannot be
/// forgotten in a tool. A test class of the pack's module, in the pack's package, implements it and supplies the pack.
public interface ToolRules {
    /// The pack under test.
    ToolPack pack();

    /// All main classes in the pack's package and below.
    private JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(pack().getClass().getPackageName());
    }

    @Test
    default void the_scan_sees_every_tool() {
        assertThat(classes().stream()
                        .filter(type -> type.isAssignableTo(Tool.class))
                        .map(JavaClass::getSimpleName))
                .hasSize(pack().names().size());
    }

    @Test
    default void tools_touch_no_files_networks_processes_or_variables() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter"
                        + "|RandomAccessFile)")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.file\\.(Files|FileSystems|Paths)")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(Socket|ServerSocket|DatagramSocket|InetAddress|URL|URLConnection"
                        + "|HttpURLConnection)")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "org.apache.hc..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.(ProcessBuilder|Runtime|Process|ProcessHandle)")
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .allowEmptyShould(pack().names().isEmpty())
                .check(classes());
    }

    @Test
    default void tools_make_no_threads_and_ask_only_their_context_for_time_and_chance() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.util\\.concurrent\\.(Executors|ExecutorService|ForkJoinPool|CompletableFuture)")
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .allowEmptyShould(pack().names().isEmpty())
                .check(classes());
    }
}

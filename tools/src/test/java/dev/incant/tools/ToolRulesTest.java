package dev.incant.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.incant.kernel.tool.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tools reach the outside through their context only, so that a permission cannot be forgotten in a tool.
final class ToolRulesTest {
    private static final JavaClasses TOOLS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.incant.tools");

    @Test
    void the_scan_sees_every_tool() {
        List<String> tools = TOOLS.stream()
                .filter(type -> type.isAssignableTo(Tool.class))
                .map(JavaClass::getSimpleName)
                .toList();
        assertThat(tools).hasSize(new Tools().names().size());
    }

    @Test
    void tools_touch_no_files_networks_processes_or_variables() {
        check(noClasses()
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
                .resideInAnyPackage("java.net.http..", "org.apache.hc..", "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.(ProcessBuilder|Runtime|Process|ProcessHandle)"));
        check(noClasses()
                .should()
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
                .accessField(System.class, "err"));
    }

    @Test
    void tools_make_no_threads_and_ask_only_their_context_for_time_and_chance() {
        check(noClasses()
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
                .haveFullyQualifiedName("java.security.SecureRandom"));
    }

    private static void check(ArchRule rule) {
        rule.check(TOOLS);
    }
}

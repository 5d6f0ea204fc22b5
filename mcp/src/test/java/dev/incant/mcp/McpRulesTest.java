package dev.incant.mcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// How the module is built: messages know nothing of the protocol, the protocol nothing of transports, none of them the
/// process.
final class McpRulesTest {
    private static final JavaClasses MCP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.incant.mcp");

    @Test
    void the_scan_is_not_empty() {
        assertThat(MCP.size()).isGreaterThan(80);
    }

    @Test
    void arrows_point_one_way() {
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.rpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.protocol..",
                        "dev.incant.mcp.transport..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.agent..")
                .check(MCP);
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.transport..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.client..",
                        "dev.incant.mcp.remote..",
                        "com.sun.net.httpserver..")
                .check(MCP);
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.protocol..",
                        "dev.incant.mcp.transport..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.rpc..")
                .check(MCP);
    }

    @Test
    void the_client_knows_no_server_and_its_user_no_wire() {
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.remote..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.agent..",
                        "dev.incant.mcp.audit..")
                .check(MCP);
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.incant.mcp.authorization..", "com.nimbusds..")
                .check(MCP);
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.authorization..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.remote..",
                        "dev.incant.mcp.rpc..",
                        "dev.incant.mcp.protocol..",
                        "dev.incant.mcp.transport..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.agent..",
                        "dev.incant.mcp.audit..")
                .check(MCP);
        noClasses()
                .that()
                .resideInAPackage("dev.incant.mcp.remote..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.rpc..",
                        "dev.incant.mcp.protocol..",
                        "dev.incant.mcp.transport..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.agent..")
                .check(MCP);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.incant.mcp.transport..",
                        "dev.incant.mcp.server..",
                        "dev.incant.mcp.agent..",
                        "dev.incant.mcp.audit..",
                        "dev.incant.mcp.rpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.incant.mcp.client..", "dev.incant.mcp.remote..", "dev.incant.mcp.authorization..")
                .check(MCP);
    }

    @Test
    void nothing_knows_the_process_or_waits_by_sleeping() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(MCP);
    }

    /// Chains of type tests stand where a switch would cost milliseconds of each start, so javac does not see what they
    /// leave out.
    @Test
    void chains_of_type_tests_leave_no_kind_out() {
        handled("dev.incant.mcp.protocol.McpRequest", "protocol.Answering", "protocol.McpServer");
        // The legacy dialect asks while it answers, so it has no way to write what asks instead of an answer.
        assertThat(missing("dev.incant.mcp.protocol.McpResult", "protocol.Legacy"))
                .containsExactly("InputRequired");
        handled("dev.incant.mcp.rpc.RpcMessage", "rpc.RpcText");
        handled("dev.incant.mcp.rpc.RpcMessage", "transport.StdioTransport");
    }

    private static void handled(String sealed, String... classes) {
        assertThat(missing(sealed, classes))
                .as(sealed + " in " + List.of(classes))
                .isEmpty();
    }

    private static List<String> missing(String sealed, String... classes) {
        Set<String> tested = new TreeSet<>();
        for (String name : classes) {
            MCP.get("dev.incant.mcp." + name)
                    .getInstanceofChecks()
                    .forEach(check -> tested.add(check.getRawType().getName()));
        }
        assertThat(tested).as("type tests of " + sealed).anyMatch(name -> name.startsWith(sealed + "$"));
        return kinds(MCP.get(sealed).reflect(), tested);
    }

    /// The kinds of a sealed type that are tested for neither by themselves nor with others.
    private static List<String> kinds(Class<?> sealed, Set<String> tested) {
        List<String> missing = new ArrayList<>();
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (tested.contains(kind.getName())) {
                continue;
            }
            if (kind.isSealed()) {
                missing.addAll(kinds(kind, tested));
            } else {
                missing.add(kind.getSimpleName());
            }
        }
        return missing;
    }
}

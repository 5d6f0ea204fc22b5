package dev.incant.mcp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
                .resideInAnyPackage("dev.incant.mcp.client..", "dev.incant.mcp.remote..")
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
}

package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.Kernel;
import dev.incant.kernel.KernelOptions;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.message.Message;
import dev.incant.script.LuaScriptRuntime;
import dev.incant.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program in `docs/how-to/embed-in-java.md` is this one, and does what the page says.
final class EmbeddingTest {
    @Test
    void the_program_of_the_documentation_runs(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("one.txt"), "1");
        // The page begins here.
        try (Kernel kernel = Kernel.start(KernelOptions.of(new Tools()).withScripts(new LuaScriptRuntime()))) {
            KernelClient client = new KernelClient();
            Grants grants = Grants.NONE.allow(Permission.READ, folder.toString());
            kernel.connect(SessionOptions.standard().granting(grants).in(folder), client);

            Object tool = client.invoke("calculator", "expression", "2 + 2 * 3");

            ErrorCode refused = ErrorCode.INTERNAL;
            try {
                client.invoke("file_operations.read", "path", "/etc/passwd");
            } catch (ToolException e) {
                refused = e.code();
            }

            String code = "return tools.file_operations.list_dir{path = '.'}.count";
            Object script = client.ask(Message.ExecuteRequest.of(code, "count")).get("result");
            // The page ends here.
            assertThat(tool).extracting("result").isEqualTo(8L);
            assertThat(refused).isEqualTo(ErrorCode.DENIED);
            assertThat(script).isEqualTo(1L);
        }
    }

    @Test
    void the_documentation_shows_this_program() throws IOException {
        List<String> source = Files.readAllLines(Path.of("src/test/java/dev/incant/cli/EmbeddingTest.java"));
        int begin = source.indexOf("        // The page begins here.");
        int end = source.indexOf("            // The page ends here.");
        String program = String.join("\n", source.subList(begin + 1, end)).indent(-8) + "}\n";
        assertThat(Files.readString(Path.of("../docs/how-to/embed-in-java.md")))
                .contains("```java\n" + program + "```");
    }
}

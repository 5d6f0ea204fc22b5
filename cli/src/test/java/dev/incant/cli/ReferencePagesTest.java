package dev.incant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.incant.kernel.docs.ToolPage;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.tool.Tool;
import dev.incant.kernel.tool.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages in `docs/tools` and the table in the README are what the specs say. `-Dincant.pages=write` writes them.
final class ReferencePagesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String BEGIN = "<!-- tools: generated -->\n";
    private static final String END = "<!-- tools: end -->";
    private static final boolean WRITE = "write".equals(System.getProperty("incant.pages"));

    private final List<ToolSpec> specs =
            ComponentRegistry.of(Packs.ALL).all().stream().map(Tool::spec).toList();

    @Test
    void every_tool_has_its_page_and_no_page_is_stale() throws IOException {
        Path folder = ROOT.resolve("docs/tools");
        List<String> stale = new ArrayList<>();
        for (ToolSpec spec : specs) {
            compare(folder.resolve(spec.name() + ".md"), ToolPage.of(spec), stale);
        }
        try (Stream<Path> pages = Files.list(folder)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            specs.stream().map(spec -> spec.name() + ".md").toList());
        }
        assertThat(stale).as("run: mvn -pl cli -am test -Dincant.pages=write").isEmpty();
    }

    @Test
    void the_readme_lists_every_tool() throws IOException {
        Path readme = ROOT.resolve("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        assertThat(begin).isPositive();
        assertThat(end).isGreaterThan(begin);
        List<String> stale = new ArrayList<>();
        compare(readme, text.substring(0, begin + BEGIN.length()) + ToolPage.table(specs) + text.substring(end), stale);
        assertThat(stale).as("run: mvn -pl cli -am test -Dincant.pages=write").isEmpty();
    }

    private static void compare(Path page, String expected, List<String> stale) throws IOException {
        if (WRITE) {
            Files.writeString(page, expected);
        } else if (!Files.exists(page) || !Files.readString(page).equals(expected)) {
            stale.add(ROOT.relativize(page).toString());
        }
    }
}

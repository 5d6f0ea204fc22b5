package dev.incant.mcp.server;

import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.protocol.Changes;
import dev.incant.mcp.protocol.Completion;
import dev.incant.mcp.protocol.Content;
import dev.incant.mcp.protocol.Exchange;
import dev.incant.mcp.protocol.Prompt;
import dev.incant.mcp.protocol.PromptSource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The prompts in some folders: their files that end in `.md`. Of two with one name the one in the earlier
/// folder counts. Folders are watched; what changes is read again. A file that cannot be read is told and left out.
final class PromptFolders implements PromptSource {
    private static final long LARGEST = 1 << 20;
    private static final String END = ".md";

    private final List<Path> folders;
    private final Changes changes;
    private final Consumer<String> problems;
    private final FolderWatch watch = new FolderWatch();
    private volatile Map<String, PromptFile> prompts;

    private PromptFolders(List<Path> folders, Changes changes, Consumer<String> problems) {
        this.folders = List.copyOf(folders);
        this.changes = changes;
        this.problems = problems;
        this.prompts = Map.of();
    }

    /// Reads the prompts and begins to watch.
    ///
    /// @param problems takes a sentence for each file or folder that cannot be read
    static PromptFolders open(List<Path> folders, Changes changes, Consumer<String> problems) {
        PromptFolders opened = new PromptFolders(folders, changes, problems);
        for (Path folder : folders) {
            try {
                opened.watch.watch(folder, _ -> opened.changed());
            } catch (IOException e) {
                problems.accept("prompts: cannot watch " + folder + ": " + e.getMessage());
            }
        }
        opened.prompts = opened.read();
        return opened;
    }

    private void changed() {
        prompts = read();
        changes.prompts();
    }

    private Map<String, PromptFile> read() {
        Map<String, PromptFile> found = new TreeMap<>();
        for (Path folder : folders.reversed()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(END) && Files.isRegularFile(file)) {
                        read(found, file, name.substring(0, name.length() - END.length()));
                    }
                }
            } catch (IOException e) {
                problems.accept("prompts: cannot read " + folder + ": " + e.getMessage());
            }
        }
        return found;
    }

    private void read(Map<String, PromptFile> found, Path file, String name) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw ToolException.limitExceeded("larger than " + LARGEST + " bytes");
            }
            found.put(name, PromptFile.read(name, Files.readString(file)));
        } catch (ToolException e) {
            problems.accept("prompts: " + file + " is left out: " + e.message());
        } catch (CharacterCodingException _) {
            problems.accept("prompts: " + file + " is left out: not valid UTF-8");
        }
    }

    @Override
    public List<Prompt> list() {
        return prompts.values().stream().map(PromptFile::prompt).toList();
    }

    @Override
    public Prompt.Filled fill(String name, Map<String, String> arguments, Exchange exchange) {
        PromptFile file = find(name);
        return new Prompt.Filled(
                file.prompt().description(), List.of(new Prompt.Turn("user", new Content.Text(file.fill(arguments)))));
    }

    private PromptFile find(String name) {
        PromptFile file = prompts.get(name);
        if (file == null) {
            throw ToolException.notFound("no prompt " + name);
        }
        return file;
    }

    @Override
    public Completion complete(String name, String argument, String typed, Map<String, String> known) {
        return Completion.of(find(name).values().getOrDefault(argument, List.of()), typed);
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public void close() {
        watch.close();
    }
}

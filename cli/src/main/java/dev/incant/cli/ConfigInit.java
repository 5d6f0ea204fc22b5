package dev.incant.cli;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// `incant config init`.
final class ConfigInit implements Command {
    @Override
    public String name() {
        return "config init";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Flag[] flags() {
        return new Flag[] {Flag.FORCE};
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "Write an incant.toml here that names every setting.",
                "",
                new Help.Example("incant config init", "writes it, unless there is one"),
                new Help.Example("incant config init --force", "writes it in any case"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        Path file = terminal.directory().resolve("incant.toml");
        if (Files.exists(file) && !invocation.arguments().has(Flag.FORCE)) {
            throw ToolException.conflict(file + " is there already; --force replaces it");
        }
        try {
            Path written = Files.createTempFile(terminal.directory(), "incant", ".tmp");
            try {
                Files.writeString(written, template());
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw ToolException.failed("cannot write " + file + ": " + e.getMessage());
        }
        if (invocation.settings().form() == Form.TEXT) {
            terminal.out().line("wrote " + file);
        } else {
            new Report(terminal, Form.JSON).document(Values.map("file", file.toString()));
        }
        return 0;
    }

    /// Every setting, commented out, with its meaning.
    static String template() {
        StringBuilder text =
                new StringBuilder("# Settings of Incant. 'incant config show' tells what is in force.\n\n");
        String table = "";
        for (Flag flag : Flag.settable()) {
            String key = String.valueOf(flag.key());
            int dot = key.indexOf('.');
            String itsTable = dot < 0 ? "" : key.substring(0, dot);
            if (!itsTable.equals(table)) {
                text.append("\n[").append(itsTable).append("]\n");
                table = itsTable;
            }
            text.append("# ").append(key.substring(dot + 1)).append(" = ").append(sample(flag));
            text.append("  # ").append(flag.meaning()).append('\n');
        }
        text.append("\n# Settings for one purpose, by any of the keys above; --profile NAME chooses them.\n")
                .append("# [profile.NAME]\n")
                .append("# allow.read = [\"data\"]  # wins over [allow] above\n");
        return text.toString();
    }

    private static String sample(Flag flag) {
        return switch (flag) {
            case OUTPUT -> "\"text\"";
            case TIMEOUT -> "\"30s\"";
            case STEPS -> "1000000000";
            case MAX_CALLS -> "100";
            case ALLOW_NET, DENY_NET -> "[\"example.org:443\"]";
            case ALLOW_RUN, DENY_RUN -> "[\"git\"]";
            case ALLOW_ENV, DENY_ENV -> "[\"LANG\"]";
            case ALLOW_MCP, DENY_MCP -> "[\"notes\"]";
            default ->
                switch (flag.kind()) {
                    case SWITCH -> "true";
                    case VALUE, EACH -> "\"64m\"";
                    case NAMES -> "[\"data\"]";
                };
        };
    }
}

package dev.incant.cli;

import dev.incant.kernel.value.Values;
import java.io.File;

/// `incant config path`.
final class ConfigPath implements Command {
    @Override
    public String name() {
        return "config path";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "Show where configuration is read from.",
                "",
                new Help.Example("incant config path", "shows the project's file and the user's"),
                new Help.Example("incant config path --output json", "gives them as JSON"));
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        File project = Settings.projectFile(terminal.directory());
        File user = Settings.userFile(terminal);
        if (invocation.settings().form() == Form.TEXT) {
            terminal.out().line("project: " + (project == null ? "none" : project.getPath()));
            terminal.out()
                    .line("user:    "
                            + (user == null
                                    ? "none, as HOME is not set"
                                    : user + (user.isFile() ? "" : " (not there)")));
        } else {
            new Report(terminal, Form.JSON)
                    .document(Values.map(
                            "project",
                            project == null ? null : project.getPath(),
                            "user",
                            user == null ? null : user.getPath(),
                            "user_exists",
                            user != null && user.isFile()));
        }
        return 0;
    }
}

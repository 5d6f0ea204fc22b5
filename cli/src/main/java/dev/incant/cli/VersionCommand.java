package dev.incant.cli;

import dev.incant.kernel.value.Values;

/// `incant version`.
final class VersionCommand implements Command {
    @Override
    public String name() {
        return "version";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of(
                "",
                "Show the version of Incant and of the Java that runs it.",
                "",
                new Help.Example("incant version", "prints incant and a number"),
                new Help.Example(
                        "incant version --output json", "prints the versions of Incant, Java and the machine"));
    }

    @Override
    public int run(Invocation invocation) {
        if (invocation.settings().form() == Form.TEXT) {
            invocation.terminal().out().line("incant " + Version.CURRENT);
            return 0;
        }
        new Report(invocation.terminal(), Form.JSON)
                .document(Values.map(
                        "incant",
                        Version.CURRENT,
                        "java",
                        System.getProperty("java.vm.version"),
                        "os",
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")));
        return 0;
    }
}

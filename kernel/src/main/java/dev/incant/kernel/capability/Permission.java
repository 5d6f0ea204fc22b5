package dev.incant.kernel.capability;

/// A kind of power over the outside that the person who starts Incant may grant.
public enum Permission {
    /// Reading files and folders; a grant names a path and all beneath it.
    READ("read"),
    /// Creating, changing and deleting files and folders; a grant names a path and all beneath it.
    WRITE("write"),
    /// Connecting to hosts; a grant is `HOST` or `HOST:PORT`.
    NET("net"),
    /// Starting programs; a grant names one, as it would be found on the `PATH` or by its path.
    RUN("run"),
    /// Reading environment variables; a grant names one, `*` at its end stands for any rest.
    ENV("env"),
    /// Reading facts about the machine: load, memory, disks, network interfaces. Nothing to name.
    SYS("sys"),
    /// Calling the tools of other MCP servers; a grant names a server as the person named it when adding it.
    MCP("mcp");

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /// The word in flags, configuration and messages.
    public String word() {
        return word;
    }

    /// The flag that would grant it: `--allow-read=PATH`, or `--allow-sys` where nothing is named.
    public String flag(String what) {
        return what.isEmpty() ? "--allow-" + word : "--allow-" + word + "=" + what;
    }
}

package dev.incant.cli;

/// The help of `incant lua`, which [Main] hands to the engine before anything of this package is loaded.
final class LuaCommand implements Command {
    @Override
    public String name() {
        return "lua";
    }

    @Override
    public boolean configured() {
        return false;
    }

    @Override
    public Help help() {
        return Help.of(
                "[OPTION…] [FILE [ARGUMENT…]]",
                "Run plain Lua 5.4, with all its libraries and none of Incant's.",
                "The options are those of the lua program. Nothing is limited here; 'incant run' is for scripts that are.",
                new Help.Example("incant lua -e 'print(6 * 7)'", "prints 42"),
                new Help.Example("incant lua -v", "prints the version of Lua"));
    }

    @Override
    public int run(Invocation invocation) {
        throw Arguments.usage("write 'incant lua' first: all that follows are its own options", this);
    }
}

package dev.incant.lua.standalone;

import dev.incant.lua.LuaFile;
import dev.incant.lua.LuaHost;
import dev.incant.lua.LuaState;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The host of the interpreter's state: another host, whose environment can be hidden, and which stops the
/// script when nobody reads its output any more. C programs are ended by a signal then.
final class Outside implements LuaHost {
    private final LuaHost host;
    private final LuaFile out;
    private @Nullable LuaState reader;
    private final boolean unset;
    private final @Nullable OpenedScript script;
    private boolean environmentHidden;
    private volatile boolean unread;

    /// `unset` tells that none of the variables that configure the interpreter is set: it looks for them at each
    /// start, and the first look at the environment is slow. `script` is there if the script is open already.
    Outside(LuaHost host, boolean unset, @Nullable OpenedScript script) {
        this.host = host;
        this.unset = unset;
        this.script = script;
        this.out = new Output(host.out());
    }

    /// Standard output, whose broken pipe ends the script.
    private final class Output implements LuaFile {
        private final LuaFile file;

        Output(LuaFile file) {
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                file.write(bytes, from, length);
            } catch (IOException e) {
                if (!unread && "Broken pipe".equals(e.getMessage())) {
                    unread = true;
                    if (reader != null) {
                        reader.interrupt();
                    }
                }
                throw e;
            }
        }

        @Override
        public long seek(Origin origin, long offset) throws IOException {
            return file.seek(origin, offset);
        }

        @Override
        public void flush() throws IOException {
            file.flush();
        }

        @Override
        public boolean isInteractive() {
            return file.isInteractive();
        }
    }

    /// Says which state is to stop when nobody reads what it writes.
    void serve(LuaState state) {
        reader = state;
    }

    /// Whether the output's reader has gone.
    boolean isUnread() {
        return unread;
    }

    /// Makes the environment empty, or shows it again.
    void hideEnvironment(boolean hidden) {
        environmentHidden = hidden;
    }

    @Override
    public @Nullable String environment(String name) {
        return environmentHidden || unset && configures(name) ? null : host.environment(name);
    }

    private static boolean configures(String name) {
        return switch (name) {
            case "LUA_INIT", "LUA_INIT_5_4", "LUA_PATH", "LUA_PATH_5_4", "LUA_CPATH", "LUA_CPATH_5_4" -> true;
            default -> false;
        };
    }

    @Override
    public LuaFile in() {
        return host.in();
    }

    @Override
    public LuaFile out() {
        return out;
    }

    @Override
    public LuaFile err() {
        return host.err();
    }

    @Override
    public LuaFile open(String name, LuaFile.Mode mode) throws IOException {
        return host.open(name, mode);
    }

    @Override
    public byte[] readFile(String name) throws IOException {
        byte[] source = script == null ? null : script.read(name);
        return source != null ? source : host.readFile(name);
    }

    @Override
    public boolean isReadable(String name) {
        return host.isReadable(name);
    }

    @Override
    public void remove(String name) throws IOException {
        host.remove(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        host.rename(from, to);
    }

    @Override
    public String temporaryName() throws IOException {
        return host.temporaryName();
    }

    @Override
    public LuaFile temporaryFile() throws IOException {
        return host.temporaryFile();
    }

    @Override
    public boolean hasShell() {
        return host.hasShell();
    }

    @Override
    public int execute(String command) throws IOException {
        return host.execute(command);
    }

    @Override
    public LuaFile popen(String command, LuaFile.Mode mode) throws IOException {
        return host.popen(command, mode);
    }

    @Override
    public void exit(int code, boolean close) {
        host.exit(code, close);
    }

    @Override
    public long time() {
        return host.time();
    }

    @Override
    public double cpuSeconds() {
        return host.cpuSeconds();
    }

    @Override
    public String timeZone() {
        return host.timeZone();
    }
}

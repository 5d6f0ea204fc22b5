package dev.incant.lua;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A host in memory: files to read, a fixed clock, chosen zone and environment, captured output.
final class MemoryHost implements LuaHost {
    final Map<String, String> files = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private LuaFile outFile = StreamFile.of(out);
    private LuaFile in = StreamFile.EMPTY;
    private String zone = "UTC";
    private long time;

    MemoryHost file(String name, String latin1) {
        files.put(name, latin1);
        return this;
    }

    MemoryHost zone(String id) {
        zone = id;
        return this;
    }

    MemoryHost time(long epochSecond) {
        time = epochSecond;
        return this;
    }

    MemoryHost input(String text) {
        in = StreamFile.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        return this;
    }

    MemoryHost output(LuaFile file) {
        outFile = file;
        return this;
    }

    /// What was written so far.
    String output() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public LuaFile open(String name, LuaFile.Mode mode) throws IOException {
        String text = files.get(name);
        if (text == null || mode != LuaFile.Mode.READ) {
            throw new NoSuchFileException(name);
        }
        return StreamFile.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public LuaFile in() {
        return in;
    }

    @Override
    public LuaFile out() {
        return outFile;
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public double cpuSeconds() {
        return 1.25;
    }

    @Override
    public String timeZone() {
        return zone;
    }

    @Override
    public @Nullable String environment(String name) {
        return environment.get(name);
    }
}

package dev.incant.script;

import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.script.ScriptHost;
import dev.incant.lua.LuaFile;
import dev.incant.lua.LuaHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the engine's libraries see of the world: the session's clock, the variables and files that are granted, and
/// the output of the script that runs. Nothing else is there.
final class Outside implements LuaHost {
    private final ScriptHost host;

    /// In milliseconds, as those cost nothing at start, unlike an `Instant`.
    private final long opened;

    private final Out out = new Out(false);
    private final Out err = new Out(true);
    private @Nullable Run run;

    Outside(ScriptHost host) {
        this.host = host;
        this.opened = host.clock().millis();
    }

    /// Says which script runs.
    void begin(Run value) {
        run = value;
    }

    /// Hands on what is left of the script's output.
    void end() {
        out.finish();
        err.finish();
        run = null;
    }

    @Override
    public Out out() {
        return out;
    }

    @Override
    public Out err() {
        return err;
    }

    @Override
    public long time() {
        return Math.floorDiv(host.clock().millis(), 1000L);
    }

    @Override
    public double cpuSeconds() {
        return Duration.between(Instant.ofEpochMilli(opened), host.clock().instant())
                        .toNanos()
                / 1e9;
    }

    @Override
    public String timeZone() {
        return host.clock().getZone().getId();
    }

    @Override
    public @Nullable String environment(String name) {
        return host.variable(name);
    }

    @Override
    public byte[] readFile(String name) throws IOException {
        Run now = run;
        if (now == null) {
            throw new IOException("no script runs");
        }
        try {
            return host.files(now.cancellation()).read(name);
        } catch (ToolException e) {
            throw new IOException(e.message(), e);
        }
    }

    /// A stream that takes bytes, which need not end with a whole character, and hands on text. What is refused
    /// ends the script.
    final class Out implements LuaFile {
        private final boolean log;
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] rest = new byte[0];

        private Out(boolean log) {
            this.log = log;
        }

        /// Lines show at once.
        @Override
        public boolean isInteractive() {
            return true;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            ByteBuffer in = ByteBuffer.allocate(rest.length + length)
                    .put(rest)
                    .put(bytes, from, length)
                    .flip();
            // Every byte makes at most one char, also one that is no UTF-8.
            CharBuffer text = CharBuffer.allocate(in.remaining());
            decoder.reset().decode(in, text, false);
            rest = new byte[in.remaining()];
            in.get(rest);
            hand(text.flip().toString());
        }

        private void finish() {
            if (rest.length > 0) {
                rest = new byte[0];
                hand("\uFFFD");
            }
        }

        void hand(String text) {
            Run now = run;
            if (now == null || text.isEmpty()) {
                return;
            }
            try {
                if (log) {
                    now.output().log(text);
                } else {
                    now.output().print(text);
                }
            } catch (ToolException e) {
                // The engine must not be left by an exception that it does not know, so it is interrupted.
                now.fail(e);
            }
        }
    }
}

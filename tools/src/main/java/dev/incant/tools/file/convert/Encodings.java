package dev.incant.tools.file.convert;

import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mozilla.universalchardet.UniversalDetector;

/// Finds the encoding of texts.
public final class Encodings {
    /// How much of a file is looked at.
    private static final int SAMPLE = 1 << 20;

    private Encodings() {}

    /// What a file is written in.
    ///
    /// @param mark the length of its byte order mark, 0 for none
    /// @param certain whether a mark, or nothing but valid UTF-8, says so, rather than a guess by frequencies
    public record Found(Charset charset, int mark, boolean certain) {}

    /// The charset of a name.
    ///
    /// @throws ToolException `invalid_params` for a name that is none, or that cannot be written
    public static Charset named(String parameter, String name) {
        try {
            Charset charset = Charset.forName(name.equalsIgnoreCase("ascii") ? "US-ASCII" : name);
            if (!charset.canEncode()) {
                throw ToolException.invalidParams(parameter + ": '" + name + "' is not for writing");
            }
            return charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw ToolException.invalidParams(parameter + ": there is no encoding '" + name
                    + "'; utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1 and ascii are some");
        }
    }

    /// The encoding of a file: what its mark says, else `given`, else what its bytes look like.
    ///
    /// @throws ToolException `failed` when nothing tells it
    public static Found of(String path, InputStream in, @Nullable Charset given) throws IOException {
        byte[] sample = in.readNBytes(SAMPLE);
        Found marked = marked(sample);
        if (given != null) {
            if (marked != null && (given.equals(marked.charset) || isUnmarked(given, marked.charset))) {
                return marked;
            }
            // RFC 2781, section 4.3: without a mark UTF-16 is big-endian.
            return new Found(isUtf16(given) ? StandardCharsets.UTF_16BE : given, 0, true);
        }
        if (marked != null) {
            return marked;
        }
        boolean nul = false;
        for (byte b : sample) {
            nul |= b == 0;
        }
        if (nul) {
            throw ToolException.failed(path + ": holds NUL bytes: binary, or UTF-16 without a byte order mark;"
                    + " give from_encoding if it is a text");
        }
        if (isUtf8(sample)) {
            return new Found(StandardCharsets.UTF_8, 0, true);
        }
        UniversalDetector detector = new UniversalDetector();
        detector.handleData(sample, 0, sample.length);
        detector.dataEnd();
        String name = detector.getDetectedCharset();
        if (name == null || !Charset.isSupported(name)) {
            throw ToolException.failed(path + ": the encoding cannot be told"
                    + (name == null ? "" : " (" + name + " is not known here)") + "; give from_encoding");
        }
        return new Found(Charset.forName(name), 0, false);
    }

    private static boolean isUtf16(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16);
    }

    private static boolean isUnmarked(Charset given, Charset marked) {
        return isUtf16(given) && marked.name().startsWith("UTF-16");
    }

    private static @Nullable Found marked(byte[] start) {
        // UTF-32LE begins as UTF-16LE does, so it comes first.
        for (String name : new String[] {"UTF-8", "UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE"}) {
            Charset charset = Charset.forName(name);
            byte[] mark = mark(charset);
            if (start.length >= mark.length && Arrays.equals(start, 0, mark.length, mark, 0, mark.length)) {
                return new Found(charset, mark.length, true);
            }
        }
        return null;
    }

    /// The byte order mark in a Unicode encoding; nothing for others.
    static byte[] mark(Charset charset) {
        boolean unicode = charset.name().toUpperCase(Locale.ROOT).matches("UTF-(8|16LE|16BE|32LE|32BE)");
        return unicode ? "\uFEFF".getBytes(charset) : new byte[0];
    }

    /// Whether bytes are UTF-8, the last character perhaps cut off.
    private static boolean isUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), out, bytes.length < SAMPLE);
        return !result.isError();
    }
}

package dev.incant.lua.syntax;

import java.nio.charset.Charset;

/// The two ways in which bytes become text. [java.nio.charset.StandardCharsets] has them, too, but its first use makes
/// six others as well, which takes a fifth of a millisecond of a short script.
public final class Charsets {
    /// Each byte is one char.
    public static final Charset LATIN1 = Charset.forName("ISO-8859-1");

    public static final Charset UTF8 = Charset.forName("UTF-8");

    private Charsets() {}
}

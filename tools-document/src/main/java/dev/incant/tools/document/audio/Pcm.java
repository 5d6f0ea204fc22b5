package dev.incant.tools.document.audio;

/// Where in a file samples lie as they are.
///
/// @param width bytes of one sample, whose value is in its highest bits
/// @param big whether the highest byte comes first
/// @param offset of the first one
/// @param frames how many samples of each channel are really there
record Pcm(Kind kind, int width, boolean big, int channels, int rate, long offset, long frames) {
    /// Most channels that are decoded here.
    static final int MOST_CHANNELS = 64;

    /// The highest sample rate that is decoded here.
    static final int MOST_RATE = 3_072_000;

    enum Kind {
        SIGNED,
        UNSIGNED,
        FLOAT
    }

    /// Bits of a sample when it is written again; of a float the 32 that hold all of its 24.
    int bits() {
        return kind == Kind.FLOAT ? 32 : width * 8;
    }
}

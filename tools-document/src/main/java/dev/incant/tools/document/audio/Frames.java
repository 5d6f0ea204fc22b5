package dev.incant.tools.document.audio;

import java.io.IOException;

/// Sound as one sample of each channel after another, from -1 to 1.
interface Frames {
    int channels();

    int rate();

    /// How many there are.
    long count();

    /// Puts the next one into `frame` and tells whether there was one.
    boolean next(double[] frame) throws IOException;
}

package dev.incant.kernel.capability;

/// A text that ends the call, when it has to stop, while it is read character by character: for a regular expression
/// or another algorithm of a library that knows no cancellation.
public final class WatchedText implements CharSequence {
    /// Few, because a large expression may work for microseconds on each character.
    private static final int EVERY = 16;

    private final CharSequence text;
    private final Cancellation cancellation;
    private int reads;

    private WatchedText(CharSequence text, Cancellation cancellation) {
        this.text = text;
        this.cancellation = cancellation;
    }

    /// Watches a text; for one thread.
    public static WatchedText of(CharSequence text, Cancellation cancellation) {
        return new WatchedText(text, cancellation);
    }

    /// The character at a place.
    ///
    /// @throws dev.incant.kernel.error.ToolException why the call was cancelled
    @Override
    public char charAt(int index) {
        if (++reads % EVERY == 0) {
            cancellation.check();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

package dev.incant.cli;

import dev.incant.kernel.message.Message;
import java.util.function.Consumer;

/// Shows on a terminal how far a call has come: one line of standard error, redrawn at most ten times a second and
/// wiped at the end. Draws nothing anywhere else.
final class ProgressBar implements Consumer<Message.Event> {
    private static final long PAUSE = 100_000_000;
    private static final int WIDTH = 24;

    private final Terminal terminal;
    private long drawn;
    private boolean visible;

    ProgressBar(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void accept(Message.Event event) {
        if (!(event instanceof Message.Progress progress) || !terminal.err().terminal()) {
            return;
        }
        boolean last = progress.total() >= 0 && progress.done() >= progress.total();
        if (last) {
            wipe();
            return;
        }
        long now = System.nanoTime();
        if (visible && now - drawn < PAUSE) {
            return;
        }
        drawn = now;
        visible = true;
        terminal.err().print("\r" + line(progress, terminal.columns()) + "\u001b[K");
    }

    static String line(Message.Progress progress, int columns) {
        StringBuilder line = new StringBuilder();
        if (progress.total() > 0) {
            int filled = (int) (WIDTH * progress.done() / progress.total());
            long percent = 100 * progress.done() / progress.total();
            line.append('[').repeat("#", filled).repeat("-", WIDTH - filled).append("] ");
            line.append(percent)
                    .append("% ")
                    .append(progress.done())
                    .append('/')
                    .append(progress.total());
        } else {
            line.append(progress.done());
        }
        String text = progress.text();
        if (text != null) {
            line.append(' ').append(text.replace('\n', ' '));
        }
        return line.length() < columns ? line.toString() : line.substring(0, columns - 1);
    }

    /// Takes the bar off the screen.
    synchronized void wipe() {
        if (visible) {
            terminal.err().print("\r\u001b[K");
            visible = false;
        }
    }
}

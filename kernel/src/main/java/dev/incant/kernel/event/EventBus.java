package dev.incant.kernel.event;

import dev.incant.kernel.error.ToolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands events to those who subscribed to their topics. Publishing never waits: a subscriber that is too slow loses
/// its oldest events, and is told how many. Topics are words joined by dots, such as `tool.completed`.
public final class EventBus {
    /// One event.
    ///
    /// @param dropped how many events of this subscription were lost before this one
    public record Event(String topic, @Nullable Object data, long dropped) {}

    /// What topics of the kernel's own begin with.
    private static final Set<String> RESERVED = Set.of("kernel", "script", "session", "tool");

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /// Subscribes to topics: `*` stands for any one word, `**` at the end for all words that follow.
    ///
    /// @param capacity how many events may wait
    public Subscription subscribe(String pattern, int capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be positive: " + capacity);
        }
        Subscription subscription = new Subscription(pattern, capacity);
        subscriptions.add(subscription);
        return subscription;
    }

    /// Hands on an event of a script or a client, which may use any topic but the kernel's own, so that nobody
    /// takes theirs for the kernel's.
    ///
    /// @throws ToolException `denied` for a topic that begins with a word of the kernel's
    public void publishForUser(String topic, @Nullable Object data) {
        String first = topic.substring(0, end(topic, 0));
        if (RESERVED.contains(first)) {
            throw ToolException.denied("topic: '" + topic + "' is one of the kernel's own, which begin with "
                            + String.join(", ", new TreeSet<>(RESERVED))
                            + "; any other first word is free, such as user."
                            + topic)
                    .with("topic", topic);
        }
        publish(topic, data);
    }

    /// Hands an event of the kernel's own to all who subscribed to its topic; cheap when nobody did.
    public void publish(String topic, @Nullable Object data) {
        for (Subscription subscription : subscriptions) {
            if (matches(subscription.pattern, topic)) {
                subscription.offer(topic, data);
            }
        }
    }

    /// Whether anybody would hear of a topic; asked before making an event that costs something.
    public boolean heard() {
        return !subscriptions.isEmpty();
    }

    static boolean matches(String pattern, String topic) {
        int p = 0;
        int t = 0;
        while (true) {
            int patternEnd = end(pattern, p);
            int topicEnd = end(topic, t);
            String word = pattern.substring(p, patternEnd);
            boolean lastWord = patternEnd == pattern.length();
            if (word.equals("**") && lastWord) {
                return true;
            }
            if (!word.equals("*") && !word.equals(topic.substring(t, topicEnd))) {
                return false;
            }
            boolean topicDone = topicEnd == topic.length();
            if (lastWord || topicDone) {
                return lastWord && topicDone;
            }
            p = patternEnd + 1;
            t = topicEnd + 1;
        }
    }

    private static int end(String text, int from) {
        int dot = text.indexOf('.', from);
        return dot < 0 ? text.length() : dot;
    }

    /// One subscriber's events. Closed by its owner.
    public final class Subscription implements AutoCloseable {
        private final String pattern;
        private final int capacity;
        private final ArrayDeque<Event> waiting = new ArrayDeque<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition arrived = lock.newCondition();
        private long dropped;
        private boolean closed;

        private Subscription(String pattern, int capacity) {
            this.pattern = pattern;
            this.capacity = capacity;
        }

        public String pattern() {
            return pattern;
        }

        private void offer(String topic, @Nullable Object data) {
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                if (waiting.size() == capacity) {
                    waiting.poll();
                    dropped++;
                }
                waiting.add(new Event(topic, data, 0));
                arrived.signal();
            } finally {
                lock.unlock();
            }
        }

        /// Waits for the next event; null when none came in time or the subscription is closed.
        public @Nullable Event next(Duration timeout) throws InterruptedException {
            long left = timeout.toNanos();
            lock.lockInterruptibly();
            try {
                while (waiting.isEmpty()) {
                    if (closed || left <= 0) {
                        return null;
                    }
                    left = arrived.awaitNanos(left);
                }
                Event event = waiting.remove();
                Event told = new Event(event.topic(), event.data(), dropped);
                dropped = 0;
                return told;
            } finally {
                lock.unlock();
            }
        }

        /// Waits for the next event as long as it takes; null when the subscription is closed.
        public @Nullable Event take() throws InterruptedException {
            return next(Duration.of(Long.MAX_VALUE, TimeUnit.NANOSECONDS.toChronoUnit()));
        }

        @Override
        public void close() {
            subscriptions.remove(this);
            lock.lock();
            try {
                closed = true;
                arrived.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}

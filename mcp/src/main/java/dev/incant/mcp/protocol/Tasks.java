package dev.incant.mcp.protocol;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.state.Quota;
import dev.incant.kernel.value.Values;
import dev.incant.mcp.rpc.RpcError;
import dev.incant.mcp.rpc.RpcException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The tasks of one client: calls that outlive their requests. A task that ended is kept until its time is over, and at
/// most so many are kept. Source: SEP-2663, and "Tasks" of 2025-11-25. Safe for use by many threads.
public final class Tasks implements AutoCloseable {
    /// How long the answer to a question is waited for.
    static final long PATIENCE_MINUTES = 5;

    /// What stands for an answer that did not come: as if the question had been put away.
    static final Map<String, @Nullable Object> NO_ANSWER = Map.of("action", "cancel");

    /// How long a task is kept from its beginning on.
    static final Duration TTL = Duration.ofMinutes(10);

    private static final Duration LONGEST_TTL = Duration.ofHours(1);
    private static final long POLL_MILLIS = 500;
    private static final int MOST = 128;
    /// Made when the first task is: randomness takes a while to start.
    private static final class Randomness {
        static final SecureRandom SOURCE = new SecureRandom();
    }

    private final InstantSource clock;
    private final Changes changes;
    private final Quota together;
    private final Runnable pruning;
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private boolean closed;

    /// @param together the room that the tasks of all clients share
    /// @param pruning has the tasks of all clients forgotten whose time is over
    Tasks(InstantSource clock, Changes changes, Quota together, Runnable pruning) {
        this.clock = clock;
        this.changes = changes;
        this.together = together;
        this.pruning = pruning;
    }

    /// Makes a task of work that runs.
    ///
    /// @param ttl how long the client wants it kept, in milliseconds
    /// @throws ToolException `limit_exceeded` when there are too many that run, of this client or of all
    Task create(long ttl, Cancellation work) {
        if (!together.take(1)) {
            // Not while this is locked: others may ask the same of this one.
            pruning.run();
            Totals.takeOne(together, "tasks");
        }
        try {
            return room(ttl, work);
        } catch (RuntimeException e) {
            together.give(1);
            throw e;
        }
    }

    private synchronized Task room(long ttl, Cancellation work) {
        Instant now = clock.instant();
        prune();
        if (closed) {
            throw ToolException.unavailable("the server is shutting down");
        }
        if (tasks.size() >= MOST) {
            Task ended = tasks.values().stream().filter(Task::ended).findFirst().orElse(null);
            if (ended == null) {
                throw ToolException.limitExceeded("more than " + MOST + " tasks of this client run");
            }
            tasks.remove(ended.id);
            together.give(1);
        }
        byte[] id = new byte[18];
        Randomness.SOURCE.nextBytes(id);
        Task task =
                new Task(Base64.getUrlEncoder().encodeToString(id), now, Math.min(ttl, LONGEST_TTL.toMillis()), work);
        tasks.put(task.id, task);
        return task;
    }

    /// Forgets those whose time is over.
    synchronized void prune() {
        Instant now = clock.instant();
        int before = tasks.size();
        tasks.values().removeIf(task -> task.expired(now));
        together.give(before - tasks.size());
    }

    /// The task of that id.
    ///
    /// @throws RpcException `-32602` when there is none
    Task find(String id) {
        Task task = lookUp(id);
        if (task == null) {
            throw RpcException.invalidParams("no task " + id + "; it may have expired");
        }
        return task;
    }

    /// The task of that id, or null.
    synchronized @Nullable Task lookUp(String id) {
        Task task = tasks.get(id);
        return task == null || task.expired(clock.instant()) ? null : task;
    }

    /// Whether any runs.
    synchronized boolean running() {
        return tasks.values().stream().anyMatch(task -> !task.ended());
    }

    /// All that are kept, the oldest first.
    synchronized List<Task> list() {
        Instant now = clock.instant();
        return tasks.values().stream().filter(task -> !task.expired(now)).toList();
    }

    /// Cancels all that run.
    @Override
    public void close() {
        List<Task> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(tasks.values());
            tasks.clear();
            together.give(all.size());
        }
        all.forEach(Task::cancel);
    }

    private enum Status {
        WORKING("working"),
        INPUT_REQUIRED("input_required"),
        COMPLETED("completed"),
        FAILED("failed"),
        CANCELLED("cancelled");

        private final String word;

        Status(String word) {
            this.word = word;
        }
    }

    /// A call that outlives its request. Safe for use by many threads.
    public final class Task {
        private final String id;
        private final Instant created;
        private final long ttl;
        private final Cancellation work;
        private final Map<String, InputRequest> asked = new LinkedHashMap<>();
        private final Map<String, Map<String, @Nullable Object>> answered = new LinkedHashMap<>();
        private Instant updated;
        private Status status = Status.WORKING;
        private @Nullable String message;
        private @Nullable Map<String, @Nullable Object> result;
        private @Nullable RpcError error;
        private int rounds;

        private Task(String id, Instant created, long ttl, Cancellation work) {
            this.id = id;
            this.created = created;
            this.updated = created;
            this.ttl = ttl;
            this.work = work;
        }

        String id() {
            return id;
        }

        private synchronized boolean ended() {
            return status != Status.WORKING && status != Status.INPUT_REQUIRED;
        }

        private boolean expired(Instant now) {
            return ended() && now.isAfter(created.plusMillis(ttl));
        }

        /// Says how far it is.
        void message(String text) {
            synchronized (this) {
                if (ended()) {
                    return;
                }
                message = text;
                updated = clock.instant();
            }
            changes.tell(new Changes.Change.TaskState(this));
        }

        void complete(Map<String, @Nullable Object> given) {
            end(Status.COMPLETED, given, null);
        }

        void fail(RpcError why) {
            end(Status.FAILED, null, why);
        }

        /// Stops the work, if it still runs.
        void cancel() {
            end(Status.CANCELLED, null, null);
            work.cancel();
        }

        private void end(Status how, @Nullable Map<String, @Nullable Object> given, @Nullable RpcError why) {
            synchronized (this) {
                if (ended()) {
                    return;
                }
                status = how;
                result = given;
                error = why;
                asked.clear();
                updated = clock.instant();
                notifyAll();
            }
            changes.tell(new Changes.Change.TaskState(this));
        }

        /// Asks the client and waits for all answers.
        Map<String, Map<String, @Nullable Object>> ask(Map<String, InputRequest> requests) {
            Map<String, String> keys = new LinkedHashMap<>();
            synchronized (this) {
                // A key is never used again in a task, so that clients can tell questions apart.
                String round = rounds++ == 0 ? "" : "-" + rounds;
                requests.forEach((name, request) -> {
                    keys.put(name, name + round);
                    asked.put(name + round, request);
                });
                status = Status.INPUT_REQUIRED;
                updated = clock.instant();
            }
            changes.tell(new Changes.Change.TaskState(this));
            try (var _ = work.onCancel(this::wake)) {
                return collect(keys);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                work.cancel();
                work.check();
                throw new IllegalStateException("cancelled");
            }
        }

        private synchronized void wake() {
            notifyAll();
        }

        private synchronized Map<String, Map<String, @Nullable Object>> collect(Map<String, String> keys)
                throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
            long left = end - System.nanoTime();
            while (left > 0 && !answered.keySet().containsAll(keys.values())) {
                work.check();
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - System.nanoTime();
            }
            Map<String, Map<String, @Nullable Object>> answers = new LinkedHashMap<>();
            keys.forEach((name, key) -> {
                Map<String, @Nullable Object> answer = answered.remove(key);
                asked.remove(key);
                answers.put(name, answer == null ? NO_ANSWER : answer);
            });
            if (status == Status.INPUT_REQUIRED) {
                status = Status.WORKING;
            }
            return answers;
        }

        /// Takes answers; those to nothing that was asked are left out.
        void update(Map<String, @Nullable Object> responses) {
            synchronized (this) {
                responses.forEach((key, value) -> {
                    if (value instanceof Map<?, ?> map && asked.remove(key) != null) {
                        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
                        map.forEach((name, each) -> answer.put(String.valueOf(name), each));
                        answered.put(key, answer);
                    }
                });
                if (status == Status.INPUT_REQUIRED && asked.isEmpty()) {
                    status = Status.WORKING;
                    updated = clock.instant();
                }
                notifyAll();
            }
            changes.tell(new Changes.Change.TaskState(this));
        }

        /// Waits until it has ended (legacy).
        ///
        /// @return its result
        /// @throws RpcException its error
        Map<String, @Nullable Object> await(Cancellation cancellation) {
            try (var _ = cancellation.onCancel(this::wake)) {
                return awaitEnd(cancellation);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw RpcException.of(RpcError.INTERNAL_ERROR, "interrupted while waiting for the task");
            }
        }

        private synchronized Map<String, @Nullable Object> awaitEnd(Cancellation cancellation)
                throws InterruptedException {
            while (!ended()) {
                cancellation.check();
                wait();
            }
            if (result != null) {
                return result;
            }
            throw RpcException.of(
                    error == null ? new RpcError(RpcError.INVALID_PARAMS, "the task was cancelled") : error);
        }

        /// What the client hears first of it (modern).
        synchronized Map<String, @Nullable Object> seed() {
            Map<String, @Nullable Object> map = common();
            map.put("ttlMs", ttl);
            map.put("pollIntervalMs", POLL_MILLIS);
            return map;
        }

        /// All of it (modern).
        synchronized Map<String, @Nullable Object> detailed() {
            Map<String, @Nullable Object> map = seed();
            if (result != null) {
                map.put("result", result);
            }
            if (error != null) {
                map.put("error", plain(error));
            }
            if (status == Status.INPUT_REQUIRED) {
                Map<String, @Nullable Object> requests = new LinkedHashMap<>();
                asked.forEach((key, request) -> requests.put(key, request.plain()));
                map.put("inputRequests", requests);
            }
            return map;
        }

        /// What 2025-11-25 tells of it.
        synchronized Map<String, @Nullable Object> legacy() {
            Map<String, @Nullable Object> map = common();
            // That revision has no state for what this one's clients are asked while it works.
            map.put("ttl", ttl);
            map.put("pollInterval", POLL_MILLIS);
            return map;
        }

        private Map<String, @Nullable Object> common() {
            Map<String, @Nullable Object> map =
                    Values.map("taskId", id, "status", status.word, "createdAt", created.toString());
            if (message != null) {
                map.put("statusMessage", message);
            }
            map.put("lastUpdatedAt", updated.toString());
            return map;
        }

        private static Map<String, @Nullable Object> plain(RpcError error) {
            Map<String, @Nullable Object> map = Values.map("code", (long) error.code(), "message", error.message());
            if (error.data() != null) {
                map.put("data", error.data());
            }
            return map;
        }
    }
}

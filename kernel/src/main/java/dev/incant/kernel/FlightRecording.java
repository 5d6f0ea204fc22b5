package dev.incant.kernel;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// Begins entries of flight recordings. Loading an event's class starts the whole recorder, which takes a hundred
/// milliseconds; so there is no event before something else has started it: a recording, a flag, `jcmd`.
final class FlightRecording {
    private FlightRecording() {}

    /// Begins the entry of a call that waited so many nanoseconds; null when nothing records.
    static @Nullable CallEvent begin(long waited) {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        CallEvent event = new CallEvent();
        event.waited = waited;
        event.begin();
        return event;
    }
}

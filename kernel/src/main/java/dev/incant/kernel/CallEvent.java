package dev.incant.kernel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// One tool call or script in a flight recording: start, duration, and how long it waited for its thread or its turn.
@Name("dev.incant.Call")
@Label("Call")
@Category("Incant")
@Description("A tool call or a script, from its thread's start to its answer")
@StackTrace(false)
final class CallEvent extends Event {
    @Label("Call id")
    String call = "";

    @Label("Tool or script")
    String target = "";

    @Label("Outcome")
    @Description("ok or an error code")
    String outcome = "";

    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    long waited;

    /// Writes the event down where a recording wants it.
    void finish(String id, String what, @Nullable String errorCode) {
        end();
        if (shouldCommit()) {
            call = id;
            target = what;
            outcome = errorCode == null ? "ok" : errorCode;
            commit();
        }
    }
}

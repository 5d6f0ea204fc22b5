package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.message.Envelope;
import dev.incant.kernel.message.MessageJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A line of JSON read as a message.
@State(Scope.Benchmark)
public class CodecRead {
    private Envelope last = Codec.CALL;

    @Setup
    public void check() {
        last = read();
        checkSample();
    }

    @Benchmark
    public Envelope read() {
        Envelope message = MessageJson.read(Codec.LINE);
        last = message;
        return message;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.that(Codec.CALL.equals(last), "another message: " + last);
    }
}

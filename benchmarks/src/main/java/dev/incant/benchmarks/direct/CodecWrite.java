package dev.incant.benchmarks.direct;

import dev.incant.benchmarks.Check;
import dev.incant.kernel.message.MessageJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A message written as a line of JSON.
@State(Scope.Benchmark)
public class CodecWrite {
    private String last = "";

    @Setup
    public void check() {
        last = write();
        checkSample();
    }

    @Benchmark
    public String write() {
        String line = MessageJson.write(Codec.CALL);
        last = line;
        return line;
    }

    @TearDown(Level.Iteration)
    public void checkSample() {
        Check.equal("the line", Codec.LINE, last);
    }
}

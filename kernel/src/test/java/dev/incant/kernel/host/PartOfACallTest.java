package dev.incant.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.capability.Resources;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.kernel.state.MemoryStateStore;
import dev.incant.kernel.state.ToolScope;
import dev.incant.kernel.tool.ToolContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Work within a time that is shorter than its call's.
@Timeout(60)
final class PartOfACallTest {
    private static final ToolException LATE = new ToolException(ErrorCode.TIMEOUT, "too late");

    private final Host host = new Host(Clock.systemUTC(), null, Map.of(), AddressResolver.SYSTEM);
    private final Cancellation cancellation = new Cancellation();
    private final ToolContext context = new CallContext(
            new CallScope(Grants.NONE, Limits.GENEROUS, Path.of("/nonexistent"), cancellation, new Resources()),
            host,
            ToolScope.of(new MemoryStateStore(Clock.systemUTC(), 1000), "test"),
            Progress.SILENT,
            (_, _) -> null);

    @AfterEach
    void close() {
        host.close();
    }

    private static String waiting(ToolContext part) {
        CountDownLatch ended = new CountDownLatch(1);
        try (Cancellation.Registration _ = part.cancellation().onCancel(ended::countDown)) {
            ended.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        part.checkCancelled();
        return "not cancelled";
    }

    @Test
    void it_is_cancelled_when_its_time_is_over_and_the_call_goes_on() {
        ToolException error = catchThrowableOfType(
                ToolException.class, () -> context.within(Duration.ofMillis(20), LATE, PartOfACallTest::waiting));
        assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(error.message()).isEqualTo("too late");
        context.checkCancelled();
        assertThat(context.<String>within(Duration.ofDays(1), LATE, _ -> "done"))
                .isEqualTo("done");
    }

    @Test
    void it_is_cancelled_with_its_call() {
        ToolException error = catchThrowableOfType(
                ToolException.class,
                () -> context.within(Duration.ofDays(1), LATE, part -> {
                    cancellation.cancel();
                    return waiting(part);
                }));
        assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    }
}

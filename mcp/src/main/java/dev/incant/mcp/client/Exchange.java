package dev.incant.mcp.client;

import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Progress;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import dev.incant.mcp.rpc.RpcId;
import dev.incant.mcp.rpc.RpcMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One request on its way, until it is answered or given up.
final class Exchange {
    private final RpcId id;
    private final String method;
    private final Progress progress;
    private final CompletableFuture<RpcMessage.Answer> answer = new CompletableFuture<>();

    Exchange(RpcId id, String method, Progress progress) {
        this.id = id;
        this.method = method;
        this.progress = progress;
    }

    RpcId id() {
        return id;
    }

    boolean listens() {
        return method.equals(ChangeSubscription.METHOD);
    }

    CompletableFuture<RpcMessage.Answer> answer() {
        return answer;
    }

    Progress progress() {
        return progress;
    }

    void fail(ToolException why) {
        answer.completeExceptionally(why);
    }

    /// Waits for the answer.
    ///
    /// @throws ToolException `timeout`, `cancelled`, or why there will be none
    RpcMessage.Answer await(Duration time, Cancellation cancellation) {
        try (Cancellation.Registration _ = cancellation.onCancel(() -> fail(reason(cancellation)))) {
            return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            cancellation.check();
            Thread.currentThread().interrupt();
            throw new ToolException(ErrorCode.CANCELLED, "the call was interrupted");
        } catch (TimeoutException e) {
            throw new ToolException(
                    ErrorCode.TIMEOUT, "the server did not answer " + method + " within " + time.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolException error) {
                throw ClientErrors.again(error);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static ToolException reason(Cancellation cancellation) {
        ToolException why = cancellation.reason();
        return why == null ? new ToolException(ErrorCode.CANCELLED, "the call was cancelled") : why;
    }
}

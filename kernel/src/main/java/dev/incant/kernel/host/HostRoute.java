package dev.incant.kernel.host;

import dev.incant.kernel.capability.CallScope;
import dev.incant.kernel.capability.Cancellation;
import dev.incant.kernel.capability.Sockets;
import dev.incant.kernel.error.ErrorCode;
import dev.incant.kernel.error.ToolException;
import javax.net.SocketFactory;

/// The way to one origin. Its sockets are cancelled together: with the call, unless they outlast it, and when the route
/// is closed.
final class HostRoute implements Sockets.Route {
    private final Cancellation own = new Cancellation();
    private final Cancellation.Registration registration;
    private final SocketFactory factory;

    private HostRoute(Origin origin, CallScope scope, Network network, boolean outlasting) {
        CallScope bounds = new CallScope(scope.grants(), scope.limits(), scope.directory(), own, scope.resources());
        this.factory = new GrantedSockets(bounds, network, origin);
        Cancellation call = scope.cancellation();
        this.registration = outlasting
                ? () -> {}
                : call.onCancel(() -> {
                    ToolException why = call.reason();
                    own.cancel(why == null ? new ToolException(ErrorCode.CANCELLED, "the call was cancelled") : why);
                });
    }

    static HostRoute to(Origin origin, CallScope scope, Network network, boolean outlasting) {
        return new HostRoute(origin, scope, network, outlasting);
    }

    @Override
    public SocketFactory factory() {
        return factory;
    }

    @Override
    public void close() {
        registration.close();
        own.cancel(new ToolException(ErrorCode.CANCELLED, "the connection was broken off"));
    }
}

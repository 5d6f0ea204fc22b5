package dev.incant.testkit;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.client.KernelClient;

final class InProcessTransportTest implements TransportContract {
    @Override
    public Link connect(Kernel kernel, SessionOptions session) {
        KernelClient client = new KernelClient();
        Connection connection = kernel.connect(session, client);
        return link(client, connection);
    }

    private static Link link(KernelClient client, Connection connection) {
        return new Link() {
            @Override
            public KernelClient client() {
                return client;
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}

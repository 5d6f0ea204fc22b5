package dev.incant.testkit;

import dev.incant.kernel.Connection;
import dev.incant.kernel.Kernel;
import dev.incant.kernel.SessionOptions;
import dev.incant.kernel.client.KernelClient;
import dev.incant.kernel.message.MessageJson;

/// The same contract with every message as a line of JSON, as on a socket.
final class JsonTransportTest implements TransportContract {
    @Override
    public Link connect(Kernel kernel, SessionOptions session) {
        KernelClient client = new KernelClient();
        Connection connection =
                kernel.connect(session, envelope -> client.accept(MessageJson.read(MessageJson.write(envelope))));
        client.sendTo(envelope -> connection.send(MessageJson.read(MessageJson.write(envelope))));
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

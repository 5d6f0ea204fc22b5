package dev.incant.kernel.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host. A seam, so that tests decide what a name resolves to without asking a network.
@FunctionalInterface
public interface AddressResolver {
    /// The machine's own resolver.
    AddressResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /// All addresses of a name, in the order of preference.
    List<InetAddress> resolve(String host) throws UnknownHostException;
}

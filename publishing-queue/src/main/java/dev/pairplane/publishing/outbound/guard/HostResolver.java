package dev.pairplane.publishing.outbound.guard;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Asks for the addresses of a name; the one place where DNS comes in. Safe for threads.
@FunctionalInterface
public interface HostResolver {

    /// Resolves a name, blocks nobody, and never throws.
    ///
    /// @return all addresses, at least one, in the order to be tried; on any thread. Ends with an
    ///   [java.net.UnknownHostException] when there is none or nobody answers
    CompletionStage<List<InetAddress>> resolve(String name);
}

package dev.pairplane.publishing.outbound.guard;

import java.net.InetAddress;
import java.util.List;

/// What came of looking a host up.
public sealed interface Lookup {

    /// May be called, by these addresses and no others.
    ///
    /// @param addresses at least one, all checked, in the order to be tried
    record Allowed(List<InetAddress> addresses) implements Lookup {
        public Allowed {
            addresses = List.copyOf(addresses);
        }
    }

    /// Must not be called.
    ///
    /// @param why for people
    record Forbidden(String why) implements Lookup {}

    /// Has no address, or nobody told.
    ///
    /// @param why for people
    record Unknown(String why) implements Lookup {}
}

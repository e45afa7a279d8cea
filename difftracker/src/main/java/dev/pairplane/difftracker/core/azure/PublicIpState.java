package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.Map;
import java.util.Optional;

/// A public IP as it was read.
///
/// @param name its name, in lower case
/// @param family its address's family
/// @param tags its tags
/// @param provisioning what Azure is doing with it
/// @param address the address, once Azure has chosen one
public record PublicIpState(
        String name,
        IpFamily family,
        Map<String, String> tags,
        Provisioning provisioning,
        Optional<IpAddress> address) {

    public PublicIpState {
        tags = Map.copyOf(tags);
    }
}

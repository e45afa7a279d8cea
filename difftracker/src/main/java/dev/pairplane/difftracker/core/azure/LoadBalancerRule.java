package dev.pairplane.difftracker.core.azure;

import java.util.Locale;

/// One rule of a load balancer. Its name follows from protocol and port; TCP reset is on for TCP.
///
/// @param protocol TCP or UDP
/// @param frontendPort 1 to 65534
/// @param backendPort 1 to 65535
/// @param idleTimeoutMinutes 4 to 30
/// @param sourceIpAffinity whether a client keeps to one backend
public record LoadBalancerRule(
        Protocol protocol,
        int frontendPort,
        int backendPort,
        int idleTimeoutMinutes,
        boolean sourceIpAffinity) {

    /// The protocols a rule can have.
    public enum Protocol {
        TCP("Tcp"),
        UDP("Udp");

        private final String wire;

        Protocol(String wire) {
            this.wire = wire;
        }

        /// Azure's spelling.
        public String wire() {
            return wire;
        }
    }

    /// `rule-tcp-80`.
    public String name() {
        return "rule-" + protocol.name().toLowerCase(Locale.ROOT) + "-" + frontendPort;
    }
}

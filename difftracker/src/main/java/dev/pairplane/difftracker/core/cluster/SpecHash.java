package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// A digest of all that a Service asks of its public IP and load balancer, to be kept in their tags
/// and compared after a restart. Equal specs have equal digests in each process and version, as
/// long as [#BODY] is the same.
///
/// It is the first 16 bytes of SHA-256, in lower-case hex, over this text in ASCII, each line ended
/// by a line feed:
///
/// ```
/// body=1
/// family=IPv4
/// rule=TCP/80/8080/4/false
/// ```
///
/// with a line per rule in the spec's order: protocol, frontend port, backend port, idle minutes,
/// affinity.
public final class SpecHash {

    /// The shape of the bodies that are made of a spec: SKUs, the frontend, the pool, what is the
    /// same in each rule. To be raised whenever the same spec makes another body, so that resources
    /// made before are brought up to date.
    static final int BODY = 1;

    private static final int BYTES = 16;

    private SpecHash() {}

    /// The digest: 32 characters.
    public static String of(InboundSpec spec) {
        return digest(text(spec, BODY));
    }

    static String text(InboundSpec spec, int body) {
        var text = new StringBuilder();
        text.append("body=").append(body).append('\n');
        text.append("family=").append(spec.family().text()).append('\n');
        for (LoadBalancerRule rule : spec.rules()) {
            text.append("rule=")
                    .append(rule.protocol().name())
                    .append('/')
                    .append(rule.frontendPort())
                    .append('/')
                    .append(rule.backendPort())
                    .append('/')
                    .append(rule.idleTimeoutMinutes())
                    .append('/')
                    .append(rule.sourceIpAffinity())
                    .append('\n');
        }
        return text.toString();
    }

    private static String digest(String text) {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(Arrays.copyOf(all, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

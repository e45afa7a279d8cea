package dev.pairplane.publishing.core.target;

import java.time.Duration;
import java.util.OptionalInt;

/// A configured destination, as much of it as decisions need. URL, headers and secrets stay with
/// the sender, which looks them up by name and generation.
///
/// @param name a DNS label of at most 63 characters
/// @param generation grows by one whenever what is sent, or where, changes
/// @param shownUrl the URL with everything secret masked
/// @param maxRetries retries after the first attempt; empty for the service's default
/// @param concurrency attempts at once; empty for a share of the workers
/// @param timeout of one attempt
/// @param maxBody the largest body it is sent, in bytes
/// @param collapsePairs whether alerts that came and went while nothing was sent are dropped
public record Target(
        String name,
        TargetType type,
        BodyFormat format,
        boolean enabled,
        long generation,
        String shownUrl,
        OptionalInt maxRetries,
        OptionalInt concurrency,
        Duration timeout,
        int maxBody,
        boolean collapsePairs) {}

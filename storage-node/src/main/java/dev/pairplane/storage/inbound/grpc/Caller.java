package dev.pairplane.storage.inbound.grpc;

import io.grpc.Deadline;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who waits for an answer: what they sent beside the message, and for how long they wait.
///
/// @param headers the call's metadata
/// @param deadline the caller's deadline, if it set one
/// @param longestPatience the node's own limit
record Caller(Metadata headers, @Nullable Deadline deadline, Duration longestPatience) {

    /// Whether the caller's own deadline has passed. The node's limit does not count.
    boolean isExpired() {
        return deadline != null && deadline.isExpired();
    }

    /// How long to wait from now on; zero or less when the deadline has passed.
    Duration patience() {
        return patience(longestPatience);
    }

    /// The same with another limit than the node's own.
    Duration patience(Duration limit) {
        if (deadline == null) {
            return limit;
        }
        Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        return left.compareTo(limit) < 0 ? left : limit;
    }

    /// Whether the caller asked for deleted keys too.
    boolean wantsTombstones() {
        return "true".equals(headers.get(Replies.INCLUDE_TOMBSTONES));
    }

    /// Whether the caller asked for all siblings of a key.
    boolean wantsSiblings() {
        return "true".equals(headers.get(Replies.INCLUDE_SIBLINGS));
    }
}

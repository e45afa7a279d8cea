package dev.pairplane.publishing.core.queue;

import dev.pairplane.publishing.core.job.Job;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// An attempt as the target sees it, and what it may answer.
///
/// @param at when it came, in nanoseconds
record Sent(Job job, Target target, int number, long at, Consumer<SendResult> done) {

    static final SendResult OK = status(200);

    static SendResult status(int status) {
        return new SendResult.Answered(status, Optional.empty(), "");
    }

    static SendResult status(int status, Duration retryAfter) {
        return new SendResult.Answered(status, Optional.of(retryAfter), "");
    }

    UUID id() {
        return job.id();
    }

    String fingerprint() {
        return job.alert().alert().fingerprint();
    }

    @Override
    public String toString() {
        return fingerprint() + "@" + target.name() + "#" + number;
    }
}

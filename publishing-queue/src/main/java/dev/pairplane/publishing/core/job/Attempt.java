package dev.pairplane.publishing.core.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/// One request for a job, and what came of it.
///
/// @param number from 1; one that consumed no retry repeats the number of the one before
/// @param outcome `delivered`, or the reason of the failure from the closed list of the classifier
/// @param status the answer's HTTP status
/// @param errorType empty when it was delivered
/// @param error at most 1,024 characters, secrets masked
/// @param retryAfter how long the target asked to be left alone
/// @param ambiguous whether the target may have taken it all the same
public record Attempt(
        int number,
        Instant startedAt,
        Duration duration,
        String outcome,
        OptionalInt status,
        Optional<ErrorType> errorType,
        Optional<String> error,
        Optional<Duration> retryAfter,
        boolean ambiguous) {}

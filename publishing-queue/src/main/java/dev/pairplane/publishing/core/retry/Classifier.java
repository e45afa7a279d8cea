package dev.pairplane.publishing.core.retry;

import dev.pairplane.publishing.core.breaker.Vote;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.TargetType;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Decides what an attempt's result means, by facts alone: no text is ever searched.
///
/// Whose fault a failure is decides whether the breaker counts it: a target that does not know us
/// or is not there counts, a message that it does not want does not.
public final class Classifier {

    private static final Duration LONGEST_HOLD = Duration.ofHours(1);
    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int CLIENT_ERRORS = 400;
    private static final int SERVER_ERRORS = 500;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private Classifier() {}

    /// Decides.
    public static Verdict classify(TargetType type, SendResult result) {
        return switch (result) {
            case SendResult.Answered answered -> answered(type, answered);
            case SendResult.NotConnected(var failure, var detail) -> notConnected(failure, detail);
            case SendResult.Unanswered(var timedOut, var detail) ->
                    transientFailure(
                            failure(
                                    timedOut ? Reason.ANSWER_TIMEOUT : Reason.CONNECTION_LOST,
                                    ErrorType.TRANSIENT,
                                    detail,
                                    true));
            case SendResult.NotSent(var obstacle, var detail) ->
                    new Verdict.GiveUp(
                            failure(reason(obstacle), ErrorType.PERMANENT, detail, false),
                            Vote.NEUTRAL);
            case SendResult.Cancelled(var written) -> new Verdict.Withdrawn(written);
            case SendResult.Failed(var detail) ->
                    transientFailure(failure(Reason.INTERNAL, ErrorType.UNKNOWN, detail, false));
        };
    }

    /// How long a target that asks for patience is left alone when it does not say how long.
    static Duration defaultHold(TargetType type) {
        return switch (type) {
            case WEBHOOK -> Duration.ofSeconds(5);
        };
    }

    private static Verdict answered(TargetType type, SendResult.Answered answer) {
        int status = answer.status();
        if (status >= SERVER_ERRORS) {
            return serverError(answer);
        }
        if (status >= CLIENT_ERRORS) {
            return clientError(type, answer);
        }
        if (status >= REDIRECTS) {
            return permanent(answer, Reason.REDIRECT, "the redirect was not followed", true);
        }
        if (status >= OK) {
            return new Verdict.Delivered(status);
        }
        return again(answer, Reason.UNEXPECTED_STATUS, ErrorType.UNKNOWN, Vote.FAILURE);
    }

    private static Verdict clientError(TargetType type, SendResult.Answered answer) {
        return switch (answer.status()) {
            case 401, 403, 407 -> permanent(answer, Reason.UNAUTHORIZED, "", true);
            case 404, 410 -> permanent(answer, Reason.NOT_FOUND, "", true);
            case 408 -> again(answer, Reason.REQUEST_TIMEOUT, ErrorType.TRANSIENT, Vote.FAILURE);
            case 425 -> again(answer, Reason.TOO_EARLY, ErrorType.TRANSIENT, Vote.NEUTRAL);
            case TOO_MANY_REQUESTS ->
                    new Verdict.Retry(
                            failure(answer, Reason.RATE_LIMITED, ErrorType.TRANSIENT, ""),
                            Vote.NEUTRAL,
                            false,
                            Optional.of(
                                    answer.retryAfter()
                                            .map(Classifier::hold)
                                            .filter(Duration::isPositive)
                                            .orElse(defaultHold(type))));
            default -> permanent(answer, Reason.REJECTED, "", false);
        };
    }

    private static Verdict serverError(SendResult.Answered answer) {
        return switch (answer.status()) {
            case 501, 505, 511 -> permanent(answer, Reason.UNSUPPORTED, "", true);
            case SERVICE_UNAVAILABLE ->
                    new Verdict.Retry(
                            failure(answer, Reason.UNAVAILABLE, ErrorType.TRANSIENT, ""),
                            Vote.FAILURE,
                            true,
                            answer.retryAfter().map(Classifier::hold));
            case 502, 504, 507, 508, 520, 521, 522, 523, 524, 529 ->
                    again(answer, Reason.UNAVAILABLE, ErrorType.TRANSIENT, Vote.FAILURE);
            default -> again(answer, Reason.SERVER_ERROR, ErrorType.UNKNOWN, Vote.FAILURE);
        };
    }

    private static Verdict notConnected(SendResult.Failure failure, String detail) {
        return switch (failure) {
            case DNS -> transientFailure(unsent(Reason.DNS, detail));
            case REFUSED -> transientFailure(unsent(Reason.REFUSED, detail));
            case TIMEOUT -> transientFailure(unsent(Reason.CONNECT_TIMEOUT, detail));
            case UNREACHABLE -> transientFailure(unsent(Reason.UNREACHABLE, detail));
            case TLS_HANDSHAKE -> transientFailure(unsent(Reason.TLS_HANDSHAKE, detail));
            case TLS_CERTIFICATE ->
                    new Verdict.GiveUp(
                            failure(Reason.TLS_CERTIFICATE, ErrorType.PERMANENT, detail, false),
                            Vote.FAILURE);
        };
    }

    private static Reason reason(SendResult.Obstacle obstacle) {
        return switch (obstacle) {
            case FORBIDDEN_ADDRESS -> Reason.FORBIDDEN_ADDRESS;
            case INVALID_TARGET -> Reason.INVALID_TARGET;
            case PAYLOAD_TOO_LARGE -> Reason.PAYLOAD_TOO_LARGE;
            case FORMAT_FAILED -> Reason.FORMAT_FAILED;
        };
    }

    private static Duration hold(Duration wanted) {
        return wanted.isNegative()
                ? Duration.ZERO
                : wanted.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : wanted;
    }

    private static Verdict again(
            SendResult.Answered answer, Reason reason, ErrorType type, Vote vote) {
        return new Verdict.Retry(failure(answer, reason, type, ""), vote, true, Optional.empty());
    }

    private static Verdict permanent(
            SendResult.Answered answer, Reason reason, String note, boolean targetsFault) {
        return new Verdict.GiveUp(
                failure(answer, reason, ErrorType.PERMANENT, note),
                targetsFault ? Vote.FAILURE : Vote.NEUTRAL);
    }

    private static Verdict transientFailure(Verdict.Failure failure) {
        return new Verdict.Retry(failure, Vote.FAILURE, true, Optional.empty());
    }

    private static Verdict.Failure unsent(Reason reason, String detail) {
        return failure(reason, ErrorType.TRANSIENT, detail, false);
    }

    private static Verdict.Failure failure(
            Reason reason, ErrorType type, String detail, boolean ambiguous) {
        return new Verdict.Failure(
                reason, type, OptionalInt.empty(), detail, ambiguous, Optional.empty());
    }

    private static Verdict.Failure failure(
            SendResult.Answered answer, Reason reason, ErrorType type, String note) {
        var message = new StringBuilder("HTTP ").append(answer.status());
        if (!note.isEmpty()) {
            message.append(", ").append(note);
        }
        if (!answer.excerpt().isBlank()) {
            message.append(": ").append(answer.excerpt().strip());
        }
        return new Verdict.Failure(
                reason,
                type,
                OptionalInt.of(answer.status()),
                message.toString(),
                false,
                answer.retryAfter());
    }
}

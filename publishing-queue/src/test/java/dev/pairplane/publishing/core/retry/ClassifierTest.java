package dev.pairplane.publishing.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.breaker.Vote;
import dev.pairplane.publishing.core.job.ErrorType;
import dev.pairplane.publishing.core.send.SendResult;
import dev.pairplane.publishing.core.target.TargetType;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The table of results, row by row.
class ClassifierTest {

    private static final Set<Integer> TARGETS_FAULT = Set.of(401, 403, 404, 407, 410);
    private static final Set<Integer> NEVER_SUPPORTED = Set.of(501, 505, 511);
    private static final Set<Integer> UNAVAILABLE =
            Set.of(502, 503, 504, 507, 508, 520, 521, 522, 523, 524, 529);

    /// Publishing invariants 33 and 41
    @Test
    void decidesEveryStatus() {
        for (int status = 100; status <= 599; status++) {
            var verdict = answer(status, Optional.empty(), "");
            assertThat(summary(verdict)).as("status %d", status).isEqualTo(row(status));
        }
    }

    /// As the specification's table has it: type, whether it is tried again, the breaker's vote.
    private static String row(int status) {
        if (status >= 200 && status < 300) {
            return "delivered SUCCESS";
        }
        if (status >= 300 && status < 400) {
            return "PERMANENT give up FAILURE";
        }
        if (TARGETS_FAULT.contains(status) || NEVER_SUPPORTED.contains(status)) {
            return "PERMANENT give up FAILURE";
        }
        if (status == 408 || UNAVAILABLE.contains(status)) {
            return "TRANSIENT retry FAILURE";
        }
        if (status == 425) {
            return "TRANSIENT retry NEUTRAL";
        }
        if (status == 429) {
            return "TRANSIENT retry for nothing NEUTRAL";
        }
        if (status >= 400 && status < 500) {
            return "PERMANENT give up NEUTRAL";
        }
        return "UNKNOWN retry FAILURE";
    }

    private static String summary(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Delivered delivered -> "delivered " + delivered.vote();
            case Verdict.GiveUp(var failure, var vote) -> failure.type() + " give up " + vote;
            case Verdict.Retry(var failure, var vote, var counts, _) ->
                    failure.type() + (counts ? " retry " : " retry for nothing ") + vote;
            case Verdict.Withdrawn withdrawn -> "withdrawn " + withdrawn.vote();
        };
    }

    /// Publishing invariant 34
    @Test
    void readsNoMeaningIntoTexts() {
        var verdict = answer(400, Optional.empty(), "error 503: try again, ok:true, timeout");

        assertThat(summary(verdict)).isEqualTo("PERMANENT give up NEUTRAL");
        assertThat(summary(answer(503, Optional.empty(), "404 permanent")))
                .isEqualTo("TRANSIENT retry FAILURE");
    }

    /// Publishing invariant 38
    @Test
    void decidesEveryResultWithoutAnAnswer() {
        assertThat(notConnected(SendResult.Failure.REFUSED)).isEqualTo("TRANSIENT retry FAILURE");
        assertThat(notConnected(SendResult.Failure.DNS)).isEqualTo("TRANSIENT retry FAILURE");
        assertThat(notConnected(SendResult.Failure.TIMEOUT)).isEqualTo("TRANSIENT retry FAILURE");
        assertThat(notConnected(SendResult.Failure.UNREACHABLE))
                .isEqualTo("TRANSIENT retry FAILURE");
        assertThat(notConnected(SendResult.Failure.TLS_HANDSHAKE))
                .isEqualTo("TRANSIENT retry FAILURE");
        assertThat(notConnected(SendResult.Failure.TLS_CERTIFICATE))
                .isEqualTo("PERMANENT give up FAILURE");
        for (var obstacle : SendResult.Obstacle.values()) {
            assertThat(summary(classify(new SendResult.NotSent(obstacle, ""))))
                    .isEqualTo("PERMANENT give up NEUTRAL");
        }
        assertThat(summary(classify(new SendResult.Failed("what?"))))
                .isEqualTo("UNKNOWN retry FAILURE");
        assertThat(classify(new SendResult.Cancelled(true))).isEqualTo(new Verdict.Withdrawn(true));
        assertThat(classify(new SendResult.Cancelled(false)).vote()).isEqualTo(Vote.NEUTRAL);
    }

    /// Publishing invariant 38
    @Test
    void saysWhenTheTargetMayHaveTakenItAllTheSame() {
        for (boolean timedOut : List.of(true, false)) {
            var verdict = classify(new SendResult.Unanswered(timedOut, "no answer"));
            assertThat(verdict)
                    .isInstanceOfSatisfying(
                            Verdict.Retry.class,
                            retry -> {
                                assertThat(retry.failure().ambiguous()).isTrue();
                                assertThat(retry.failure().type()).isEqualTo(ErrorType.TRANSIENT);
                                assertThat(retry.failure().reason())
                                        .isEqualTo(
                                                timedOut
                                                        ? Reason.ANSWER_TIMEOUT
                                                        : Reason.CONNECTION_LOST);
                                assertThat(retry.vote()).isEqualTo(Vote.FAILURE);
                            });
        }
        assertThat(classify(new SendResult.NotConnected(SendResult.Failure.REFUSED, "")))
                .isInstanceOfSatisfying(
                        Verdict.Retry.class,
                        retry -> assertThat(retry.failure().ambiguous()).isFalse());
    }

    /// Publishing invariant 37
    @Test
    void holdsTheLaneAsLongAsItIsAskedTo() {
        assertThat(hold(429, Optional.of(Duration.ofMinutes(7)))).contains(Duration.ofMinutes(7));
        assertThat(hold(429, Optional.of(Duration.ofHours(2)))).contains(Duration.ofHours(1));
        assertThat(hold(429, Optional.of(Duration.ZERO))).contains(Duration.ofSeconds(5));
        assertThat(hold(429, Optional.empty())).contains(Duration.ofSeconds(5));
        assertThat(hold(503, Optional.of(Duration.ofMinutes(7)))).contains(Duration.ofMinutes(7));
        assertThat(hold(503, Optional.of(Duration.ofSeconds(-1)))).contains(Duration.ZERO);
        assertThat(hold(503, Optional.empty())).isEmpty();
        assertThat(hold(500, Optional.of(Duration.ofMinutes(7)))).isEmpty();
    }

    @Test
    void labelsAreFewAndDiffer() {
        var labels = Arrays.stream(Reason.values()).map(Reason::label).toList();

        assertThat(new HashSet<>(labels)).hasSameSizeAs(labels);
        assertThat(labels).allMatch(label -> label.matches("[a-z_]+"));
        assertThat(IntStream.rangeClosed(100, 599))
                .allMatch(status ->
                        answer(status, Optional.empty(), "") instanceof Verdict.Delivered
                                == (status / 100 == 2));
    }

    private static Optional<Duration> hold(int status, Optional<Duration> retryAfter) {
        return answer(status, retryAfter, "") instanceof Verdict.Retry retry
                ? retry.hold()
                : Optional.empty();
    }

    private static Verdict answer(int status, Optional<Duration> retryAfter, String excerpt) {
        return classify(new SendResult.Answered(status, retryAfter, excerpt));
    }

    private static String notConnected(SendResult.Failure failure) {
        return summary(classify(new SendResult.NotConnected(failure, "")));
    }

    private static Verdict classify(SendResult result) {
        return Classifier.classify(TargetType.WEBHOOK, result);
    }
}

package dev.pairplane.difftracker.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void aFailureStaysTheSameForAnotherAnswer() {
        var error = new CallError(404, "NotFound", "", Optional.empty());
        var after = Optional.of(Duration.ofSeconds(3));

        Outcome<String> refused = new Outcome.Refused<Integer>(error).failure();
        Outcome<String> unanswered = new Outcome.Unanswered<Integer>("timeout").failure();
        Outcome<String> notSent =
                new Outcome.NotSent<Integer>(Outcome.Reason.BREAKER_OPEN, after).failure();

        assertThat(refused).isEqualTo(new Outcome.Refused<String>(error));
        assertThat(unanswered).isEqualTo(new Outcome.Unanswered<String>("timeout"));
        assertThat(notSent)
                .isEqualTo(new Outcome.NotSent<String>(Outcome.Reason.BREAKER_OPEN, after));
    }

    @Test
    void aSuccessIsNoFailure() {
        Outcome<Integer> done = new Outcome.Done<>(1);

        assertThatThrownBy(() -> done.failure()).isInstanceOf(IllegalStateException.class);
    }
}

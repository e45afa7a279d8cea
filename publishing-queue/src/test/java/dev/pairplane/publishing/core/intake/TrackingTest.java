package dev.pairplane.publishing.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.job.JobState;
import dev.pairplane.publishing.core.job.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Publishing invariant 109.
class TrackingTest {

    private long now;
    private final Tracking tracking = new Tracking(3, Duration.ofHours(1), () -> now);

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static JobView view(int number, JobState state) {
        return new JobView(
                id(number),
                id(0),
                "f",
                "x",
                "webhook",
                Tier.LOW,
                state,
                1,
                3,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void whatWasNotTouchedForLongestGoesFirst() {
        for (int i = 1; i <= 3; i++) {
            tracking.looks(view(i, JobState.QUEUED));
        }
        assertThat(tracking.find(id(1))).isPresent();
        tracking.looks(view(4, JobState.QUEUED));

        assertThat(tracking.size()).isEqualTo(3);
        assertThat(tracking.find(id(2))).isEmpty();
        assertThat(tracking.find(id(1))).isPresent();
    }

    @Test
    void whatHasEndedGoesAfterItsTimeAndWhatHasNotStays() {
        tracking.looks(view(1, JobState.SUCCEEDED));
        tracking.looks(view(2, JobState.RETRYING));
        now = Duration.ofHours(1).toNanos() - 1;
        assertThat(tracking.find(id(1))).isPresent();
        now++;

        assertThat(tracking.find(id(1))).isEmpty();
        assertThat(tracking.find(id(2))).isPresent();
    }

    @Test
    void onlyWhatHasEndedIsKeptWhenTheRestIsForgotten() {
        tracking.looks(view(1, JobState.SUCCEEDED));
        tracking.looks(view(2, JobState.RETRYING));
        tracking.forgetUnfinished();
        assertThat(tracking.find(id(1))).isPresent();
        assertThat(tracking.find(id(2))).isEmpty();
    }

    @Test
    void aBuriedJobHasItsLetter() {
        tracking.looks(view(1, JobState.FAILED));
        tracking.buried(id(1), id(9), Instant.EPOCH);
        tracking.buried(id(2), id(9), Instant.EPOCH);

        assertThat(tracking.find(id(1)))
                .hasValueSatisfying(view -> {
                    assertThat(view.state()).isEqualTo(JobState.DLQ);
                    assertThat(view.deadLetterId()).contains(id(9));
                    assertThat(view.completedAt()).contains(Instant.EPOCH);
                });
        assertThat(tracking.find(id(2))).isEmpty();
    }
}

package dev.pairplane.publishing.simulation;

import dev.pairplane.publishing.core.alert.Tier;
import dev.pairplane.publishing.core.intake.PublishingSettings;
import dev.pairplane.publishing.core.journal.CommitterSettings;
import dev.pairplane.publishing.core.journal.MembershipSettings;
import dev.pairplane.publishing.core.journal.RecorderSettings;
import dev.pairplane.publishing.core.journal.RepeatPause;
import dev.pairplane.publishing.core.queue.SchedulerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Limits of a run: those of the specification, or so small that they are met all the time.
final class SimulationSettings {

    private SimulationSettings() {}

    static PublishingSettings of(RandomGenerator random) {
        boolean small = random.nextBoolean();
        SchedulerSettings base = SchedulerSettings.DEFAULT;
        Map<Tier, Integer> capacity =
                small ? Map.of(Tier.HIGH, 5, Tier.MEDIUM, 5, Tier.LOW, 5) : base.capacity();
        SchedulerSettings scheduler =
                new SchedulerSettings(
                        1 + random.nextInt(8),
                        capacity,
                        base.maxBytes(),
                        base.deferredPerTarget(),
                        base.patience(),
                        base.ageing(),
                        base.maxAge(),
                        base.tierMaxAge(),
                        base.removedGrace(),
                        base.poisonTakeovers(),
                        base.poisonLosses(),
                        base.retries(),
                        base.breaker());
        return new PublishingSettings(
                scheduler,
                new CommitterSettings(
                        Duration.ofMillis(3),
                        small ? 1 + random.nextInt(4) : 256,
                        1 << 20,
                        1,
                        small ? 10 : 4096,
                        RepeatPause.DEFAULT),
                new RecorderSettings(
                        Duration.ofMillis(50),
                        small ? 1 + random.nextInt(4) : 256,
                        1 << 20,
                        small ? 20 : 10_000,
                        RepeatPause.DEFAULT),
                new MembershipSettings(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(2),
                        small ? 1 + random.nextInt(5) : 500,
                        RepeatPause.DEFAULT),
                new PublishingSettings.Intake(
                        random.nextInt(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        100,
                        10,
                        50,
                        Duration.ofHours(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3)));
    }
}

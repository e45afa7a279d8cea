package dev.pairplane.difftracker.core.locations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.retry.Backoff;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Orders of events that only a rare storm brings about.
class LocationsUpdaterTest implements LocationsOwner {

    private static final IpAddress LOCATION = IpAddress.of("10.0.0.1");
    private static final IpAddress OTHER_LOCATION = IpAddress.of("10.0.0.2");
    private static final IpAddress ADDRESS = IpAddress.of("10.1.0.1");
    private static final IpAddress OTHER_ADDRESS = IpAddress.of("10.1.0.2");

    private final SteppedTime time = new SteppedTime();
    private final ModelledGateway gateway = new ModelledGateway(time);
    private final LocationsUpdater updater =
            new LocationsUpdater(
                    settings(), gateway, time, Seeds.of(1).random("jitter"), this, _ -> {});

    /// One location in each batch.
    private static LocationsSettings settings() {
        return new LocationsSettings(
                Fate.TIMEOUT,
                Fate.MARGIN,
                1,
                10_000,
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20), 0),
                5,
                Duration.ofMinutes(2),
                Duration.ZERO,
                Duration.ofMinutes(10));
    }

    /// A location is deleted with all that is there. So a read that finds somebody else's address
    /// at it after that was planned has to undo the plan, though nothing changed at the places that
    /// the plan is about.
    @Test
    void aLocationThatSomebodyElseMovedIntoIsNotDeleted() {
        gateway.foreign.add("f0");
        gateway.registered.addAll(Set.of("f0", "s0"));
        var ours = Map.of(ADDRESS, LOCATION, OTHER_ADDRESS, OTHER_LOCATION);
        ours.forEach((address, location) ->
                gateway.content.put(
                        location, new TreeMap<>(Map.of(address, new TreeSet<>(Set.of("s0"))))));
        updater.want("s0", ours);
        updater.load(gateway.view(), true);
        Duration beforeExtraRead = Fate.TIMEOUT.plus(Fate.MARGIN).minusSeconds(1);
        time.pass(beforeExtraRead);
        gateway.nextBatch(
                new Fate(
                        Optional.of(Duration.ofSeconds(1)),
                        Duration.ofSeconds(5),
                        Optional.empty()));

        updater.want("s0", Map.of());
        time.pass(Duration.ofSeconds(2));
        assertThat(gateway.content).as("the first of two deletions").hasSize(1);
        IpAddress last = gateway.content.keySet().iterator().next();
        gateway.writeForeign(new Place(last, IpAddress.of("10.1.0.9")), "f0");
        time.pass(Duration.ofSeconds(10));

        assertThat(gateway.reads).as("between the two deletions").isEqualTo(1);
        assertThat(gateway.view().locations())
                .isEqualTo(Map.of(last, Map.of(IpAddress.of("10.1.0.9"), Set.of("f0"))));
        assertThat(updater.holds("s0")).isFalse();
    }

    @Override
    public Readiness readiness(String identity) {
        return gateway.foreign.contains(identity) ? Readiness.FOREIGN : Readiness.READY;
    }

    @Override
    public void drained(Set<String> identities) {
        assertThat(identities).isSubsetOf(List.of("s0"));
    }

    @Override
    public void gatewayRead(GatewayView view, long startedAtNanos) {}

    @Override
    public void azureAnswered() {}
}

package dev.pairplane.difftracker.core.locations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.retry.Backoff;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final IpAddress THIRD_LOCATION = IpAddress.of("10.0.0.3");
    private static final IpAddress ADDRESS = IpAddress.of("10.1.0.1");
    private static final IpAddress OTHER_ADDRESS = IpAddress.of("10.1.0.2");
    private static final IpAddress THIRD_ADDRESS = IpAddress.of("10.1.0.3");
    private static final IpAddress V6_ADDRESS = IpAddress.of("fd01::1");

    private final SteppedTime time = new SteppedTime();
    private final ModelledGateway gateway = new ModelledGateway(time);
    private final List<LocationsEvent> events = new ArrayList<>();
    private final List<String> drained = new ArrayList<>();
    private LocationsUpdater updater = updater(1);

    private LocationsUpdater updater(int maxLocations) {
        return new LocationsUpdater(
                settings(maxLocations),
                gateway,
                time,
                Seeds.of(1).random("jitter"),
                this,
                events::add);
    }

    private static LocationsSettings settings(int maxLocations) {
        return new LocationsSettings(
                Fate.TIMEOUT,
                Fate.MARGIN,
                maxLocations,
                10_000,
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(20), 0),
                5,
                Duration.ofMinutes(2),
                Duration.ZERO,
                Duration.ofMinutes(10));
    }

    private void has(Map<IpAddress, IpAddress> addresses, String identity) {
        addresses.forEach((address, location) ->
                gateway.content
                        .computeIfAbsent(location, _ -> new TreeMap<>())
                        .computeIfAbsent(address, _ -> new TreeSet<>())
                        .add(identity));
    }

    private void synced(String identity, Map<IpAddress, IpAddress> addresses) {
        gateway.registered.add(identity);
        has(addresses, identity);
        updater.want(identity, addresses);
    }

    private <T extends LocationsEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// A location is deleted with all that is there. So a read that finds somebody else's address
    /// at it after that was planned has to undo the plan, though nothing changed at the places that
    /// the plan is about.
    @Test
    void aLocationThatSomebodyElseMovedIntoIsNotDeleted() {
        gateway.foreign.add("f0");
        gateway.registered.add("f0");
        synced("s0", Map.of(ADDRESS, LOCATION, OTHER_ADDRESS, OTHER_LOCATION));
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
        gateway.writeForeign(new Place(last, THIRD_ADDRESS), "f0");
        time.pass(Duration.ofSeconds(10));

        assertThat(gateway.reads).as("between the two deletions").isEqualTo(1);
        assertThat(gateway.view().locations())
                .isEqualTo(Map.of(last, Map.of(THIRD_ADDRESS, Set.of("f0"))));
        assertThat(updater.holds("s0")).isFalse();
    }

    /// Difftracker invariant 12: nothing else has to be wanted for it.
    @Test
    void whatTheGatewayHasLostIsSentAgain() {
        synced("s0", Map.of(ADDRESS, LOCATION));
        updater.load(gateway.view(), false);
        time.pass(Duration.ofSeconds(1));
        gateway.remove(new Place(LOCATION, ADDRESS));

        updater.reread();
        time.pass(Duration.ofSeconds(2));

        assertThat(gateway.at(new Place(LOCATION, ADDRESS))).containsExactly("s0");
        assertThat(gateway.batches).hasSize(1);
    }

    /// Difftracker invariant 14.
    @Test
    void anAddressThatNoGatewayCanHoldStopsNoOther() {
        gateway.registered.add("s0");
        updater.load(gateway.view(), false);

        updater.want("s0", Map.of(ADDRESS, LOCATION, V6_ADDRESS, LOCATION));
        time.pass(Duration.ofSeconds(1));

        assertThat(gateway.view().locations())
                .isEqualTo(Map.of(LOCATION, Map.of(ADDRESS, Set.of("s0"))));
        assertThat(updater.quarantined())
                .singleElement()
                .satisfies(left -> assertThat(left.address()).isEqualTo(V6_ADDRESS));
        assertThat(gateway.batches).as("it is not even tried").hasSize(1);
    }

    /// A pod's address turns up on another node, and one Service's slice says so before another's.
    @Test
    void anAddressThatIsStillWantedElsewhereWaitsUntilItIsNot() {
        updater = updater(500);
        synced("s0", Map.of(ADDRESS, LOCATION));
        gateway.registered.add("s1");
        updater.load(gateway.view(), false);
        time.pass(Duration.ofSeconds(1));

        updater.want("s1", Map.of(ADDRESS, OTHER_LOCATION, THIRD_ADDRESS, THIRD_LOCATION));
        time.pass(Duration.ofSeconds(1));
        assertThat(gateway.at(new Place(OTHER_LOCATION, ADDRESS))).isEmpty();
        assertThat(gateway.at(new Place(THIRD_LOCATION, THIRD_ADDRESS))).containsExactly("s1");
        updater.want("s0", Map.of(ADDRESS, OTHER_LOCATION));
        time.pass(Duration.ofSeconds(1));

        assertThat(gateway.at(new Place(LOCATION, ADDRESS))).isEmpty();
        assertThat(gateway.at(new Place(OTHER_LOCATION, ADDRESS))).containsExactly("s0", "s1");
    }

    /// Difftracker invariant 159.
    @Test
    void somethingNewEndsABackoffAndIsSentTogetherWithTheOld() {
        gateway.registered.addAll(Set.of("s0", "s1"));
        updater.load(gateway.view(), false);
        time.pass(Duration.ofSeconds(1));
        gateway.otherwise(() -> Fate.refused(403));
        updater.want("s0", Map.of(ADDRESS, LOCATION));
        time.pass(Duration.ofSeconds(10));
        assertThat(gateway.batches).as("at about 0, 1.4, 3.8 and 8.2 s").hasSize(4);
        gateway.otherwise(Fate::done);

        updater.want("s1", Map.of(OTHER_ADDRESS, LOCATION));
        updater.changed("s0");
        time.pass(Duration.ofSeconds(1));

        assertThat(gateway.batches).hasSize(5);
        assertThat(updater.addresses()).isEqualTo(2);
        assertThat(updater.inSync()).isTrue();
    }

    /// Difftracker invariant 162.
    @Test
    void aFirstSyncThatDoesNotComeAboutIsOutstandingAndReportedOnce() {
        gateway.registered.add("s0");
        updater.want("s0", Map.of(ADDRESS, LOCATION));
        gateway.otherwise(() -> Fate.refused(403));
        updater.load(gateway.view(), false);
        time.pass(Duration.ofMinutes(5));

        assertThat(updater.inSync()).isFalse();
        assertThat(updater.syncAgeNanos()).isEqualTo(-1);
        assertThat(events(LocationsEvent.Stalled.class))
                .containsExactly(new LocationsEvent.Stalled(5, true));
        gateway.otherwise(Fate::done);
        time.pass(Duration.ofSeconds(21));
        assertThat(updater.inSync()).isTrue();
    }

    /// Difftracker invariant 160, as T-23 has it: the culprit is left alone, and so what a drain
    /// waits for goes through.
    @Test
    void anEntryThatIsRefusedHoldsUpNoDrain() {
        updater = updater(500);
        synced("s0", Map.of(ADDRESS, LOCATION));
        gateway.registered.add("s1");
        gateway.poisoned.add(new Place(OTHER_LOCATION, OTHER_ADDRESS));
        updater.load(gateway.view(), false);
        time.pass(Duration.ofSeconds(1));

        updater.want("s1", Map.of(OTHER_ADDRESS, OTHER_LOCATION, THIRD_ADDRESS, THIRD_LOCATION));
        updater.want("s0", Map.of());
        time.pass(Duration.ofSeconds(20));

        assertThat(drained).contains("s0");
        assertThat(updater.holds("s0")).isFalse();
        assertThat(gateway.view().locations())
                .isEqualTo(Map.of(THIRD_LOCATION, Map.of(THIRD_ADDRESS, Set.of("s1"))));
        assertThat(events(LocationsEvent.Quarantined.class))
                .singleElement()
                .satisfies(left -> assertThat(left.address()).isEqualTo(OTHER_ADDRESS));
    }

    /// Difftracker invariant 163.
    @Test
    void aStopWaitsForTheBatchThatIsUnderWay() {
        gateway.registered.add("s0");
        updater.load(gateway.view(), false);
        updater.want("s0", Map.of(ADDRESS, LOCATION, OTHER_ADDRESS, OTHER_LOCATION));
        time.pass(Duration.ofMillis(100));
        assertThat(gateway.busy()).isTrue();
        var stopped = new ArrayList<Boolean>();

        updater.stop(() -> stopped.add(gateway.busy()));
        assertThat(stopped).isEmpty();
        time.pass(Duration.ofMinutes(1));

        assertThat(stopped).containsExactly(false);
        assertThat(gateway.batches).as("nothing more is sent").hasSize(1);
    }

    /// Difftracker invariant 165.
    @Test
    void eachDeletionGoesOnAsSoonAsItsOwnAddressesAreGone() {
        var places =
                Map.of(
                        "s0", Map.of(ADDRESS, LOCATION),
                        "s1", Map.of(OTHER_ADDRESS, OTHER_LOCATION),
                        "s2", Map.of(THIRD_ADDRESS, THIRD_LOCATION));
        places.forEach(this::synced);
        updater.load(gateway.view(), false);
        time.pass(Duration.ofSeconds(1));
        gateway.nextBatch(Fate.done());
        gateway.nextBatch(Fate.done());
        gateway.nextBatch(Fate.refused(403));

        List.of("s0", "s1", "s2").forEach(identity -> updater.want(identity, Map.of()));
        time.pass(Duration.ofMillis(1500));

        assertThat(drained).containsExactly("s0", "s1");
        assertThat(updater.holds("s2")).isTrue();
        time.pass(Duration.ofSeconds(2));
        assertThat(drained).containsExactly("s0", "s1", "s2");
    }

    /// Difftracker invariant 166.
    @Test
    void whatIsSentIsExactlyTheDifference() {
        updater = updater(500);
        synced("s0", Map.of(ADDRESS, LOCATION, OTHER_ADDRESS, LOCATION));
        has(Map.of(V6_ADDRESS, IpAddress.of("fd00::1")), "s0");
        gateway.registered.add("s1");
        updater.load(gateway.view(), false);
        updater.want("s0", Map.of(ADDRESS, LOCATION, THIRD_ADDRESS, THIRD_LOCATION));
        updater.want("s1", Map.of(ADDRESS, LOCATION));
        time.pass(Duration.ofSeconds(1));

        assertThat(gateway.batches)
                .singleElement()
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(
                        new LocationBatch(
                                List.of(
                                        new LocationBatch.Location(
                                                IpAddress.of("fd00::1"), false, List.of()),
                                        new LocationBatch.Location(
                                                LOCATION,
                                                false,
                                                List.of(
                                                        sent(ADDRESS, "s0", "s1"),
                                                        sent(OTHER_ADDRESS))),
                                        new LocationBatch.Location(
                                                THIRD_LOCATION,
                                                true,
                                                List.of(sent(THIRD_ADDRESS, "s0"))))));
    }

    private static LocationBatch.Address sent(IpAddress address, String... services) {
        return new LocationBatch.Address(address, Set.of(services));
    }

    @Override
    public Readiness readiness(String identity) {
        return gateway.foreign.contains(identity) ? Readiness.FOREIGN : Readiness.READY;
    }

    @Override
    public void drained(Set<String> identities) {
        assertThat(identities).noneMatch(updater::holds);
        drained.addAll(new TreeSet<>(identities));
    }

    @Override
    public void gatewayRead(GatewayView view, long startedAtNanos) {}

    @Override
    public void azureAnswered() {}
}

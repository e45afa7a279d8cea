package dev.pairplane.difftracker.core.locations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.azure.Azure;
import dev.pairplane.difftracker.core.azure.GatewayView;
import dev.pairplane.difftracker.core.azure.Inventory;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A gateway as far as addresses go, with the rules of the real one: a batch is done all or not at
/// all, and refused for a service it does not know, a location named twice, or mixed families. What
/// becomes of a call is the test's to say. It complains of what no client may do.
final class ModelledGateway implements Azure {

    private final SteppedTime time;
    final Set<String> registered = new TreeSet<>();
    final Set<String> foreign = new TreeSet<>();
    final Map<IpAddress, Map<IpAddress, Set<String>>> content = new TreeMap<>();
    final List<LocationBatch> batches = new ArrayList<>();

    /// Batches that may still have an effect, those under way included.
    final List<LocationBatch> coming = new ArrayList<>();

    /// Places where Azure refuses to have anything, for reasons of its own.
    final Set<Place> poisoned = new HashSet<>();

    /// When a reference of somebody else's was last written.
    private final Map<Place, Map<String, Long>> written = new HashMap<>();

    /// When a batch that touched a location was lost.
    private final Map<IpAddress, Long> lost = new HashMap<>();

    private final Deque<Fate> batchFates = new ArrayDeque<>();
    private final Deque<Fate> readFates = new ArrayDeque<>();
    private Supplier<Fate> fates = Fate::done;
    private Consumer<LocationBatch> sendingCheck = _ -> {};
    private long knownNanos;
    private boolean busy;
    int reads;

    ModelledGateway(SteppedTime time) {
        this.time = time;
        knownNanos = time.nanos();
    }

    void nextBatch(Fate fate) {
        batchFates.add(fate);
    }

    void nextRead(Fate fate) {
        readFates.add(fate);
    }

    /// What becomes of calls that nothing else was said of.
    void otherwise(Supplier<Fate> supplier) {
        fates = supplier;
    }

    void checkSending(Consumer<LocationBatch> check) {
        sendingCheck = check;
    }

    /// Somebody else writes a reference.
    void writeForeign(Place place, String identity) {
        content.computeIfAbsent(place.location(), _ -> new TreeMap<>())
                .computeIfAbsent(place.address(), _ -> new TreeSet<>())
                .add(identity);
        written.computeIfAbsent(place, _ -> new HashMap<>()).put(identity, time.nanos());
    }

    /// Somebody takes an address away.
    void remove(Place place) {
        content.computeIfPresent(
                place.location(),
                (_, addresses) -> {
                    addresses.remove(place.address());
                    return addresses.isEmpty() ? null : addresses;
                });
    }

    Set<String> at(Place place) {
        return content.getOrDefault(place.location(), Map.of())
                .getOrDefault(place.address(), Set.of());
    }

    /// Whether a call has no answer yet.
    boolean busy() {
        return busy;
    }

    /// Whether it has the service somewhere, or a batch may still bring it.
    boolean hasOrMayGet(String identity) {
        return has(identity) || coming.stream().anyMatch(batch -> names(batch, identity));
    }

    boolean has(String identity) {
        return content.values().stream()
                .flatMap(addresses -> addresses.values().stream())
                .anyMatch(services -> services.contains(identity));
    }

    private static boolean names(LocationBatch batch, String identity) {
        return batch.locations().stream()
                .flatMap(location -> location.addresses().stream())
                .anyMatch(address -> address.services().contains(identity));
    }

    GatewayView view() {
        var copy = new HashMap<IpAddress, Map<IpAddress, Set<String>>>();
        content.forEach((location, addresses) -> {
            var inner = new HashMap<IpAddress, Set<String>>();
            addresses.forEach((address, services) -> inner.put(address, Set.copyOf(services)));
            copy.put(location, inner);
        });
        return new GatewayView(List.of(), copy);
    }

    @Override
    public void readGateway(Duration timeout, Consumer<Outcome<GatewayView>> done) {
        begin();
        reads++;
        long began = time.nanos();
        Fate fate = readFates.isEmpty() ? fates.get() : readFates.remove();
        var view = new GatewayView[1];
        time.after(min(fate.effect().orElse(fate.answer()), fate.answer()), () -> view[0] = view());
        time.after(
                fate.answer(),
                () -> {
                    busy = false;
                    if (fate.outcome().isPresent()) {
                        done.accept(fate.outcome().orElseThrow().failure());
                        return;
                    }
                    knownNanos = began;
                    lost.values()
                            .removeIf(at -> began - at >= Fate.TIMEOUT.plus(Fate.MARGIN).toNanos());
                    done.accept(new Outcome.Done<>(view[0]));
                });
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void begin() {
        assertThat(busy).as("another call is under way").isFalse();
        busy = true;
    }

    @Override
    public void updateLocations(
            LocationBatch batch, Duration timeout, Consumer<Outcome<Void>> done) {
        begin();
        batches.add(batch);
        batch.locations().stream()
                .filter(LocationBatch.Location::full)
                .forEach(location ->
                        assertThat(lost)
                                .as("Full after a lost answer")
                                .doesNotContainKey(location.location()));
        sendingCheck.accept(batch);
        Fate fate = batchFates.isEmpty() ? fates.get() : batchFates.remove();
        long sent = time.nanos();
        long known = knownNanos;
        coming.add(batch);
        var refusal = new AtomicReference<Optional<CallError>>(Optional.empty());
        fate.effect()
                .ifPresent(delay ->
                        time.after(
                                delay,
                                () -> {
                                    coming.remove(batch);
                                    refusal.set(poison(batch));
                                    if (refusal.get().isEmpty()) {
                                        apply(batch, known);
                                    }
                                }));
        time.after(
                fate.answer(),
                () -> {
                    busy = false;
                    if (fate.effect().isEmpty()) {
                        coming.remove(batch);
                    }
                    Outcome<Void> outcome =
                            fate.outcome()
                                    .orElseGet(() ->
                                            refusal.get()
                                                    .<Outcome<Void>>map(Outcome.Refused::new)
                                                    .orElseGet(ModelledGateway::done));
                    if (outcome instanceof Outcome.Unanswered
                            || (outcome instanceof Outcome.Refused<Void>(var error)
                                    && error.leavesDoubt())) {
                        batch.locations().forEach(location -> lost.put(location.location(), sent));
                    }
                    done.accept(outcome);
                });
    }

    @SuppressWarnings("NullAway") // There is no other value of type Void.
    private static Outcome<Void> done() {
        return new Outcome.Done<>(null);
    }

    private Optional<CallError> poison(LocationBatch batch) {
        for (LocationBatch.Location location : batch.locations()) {
            for (LocationBatch.Address address : location.addresses()) {
                var place = new Place(location.location(), address.address());
                if (!address.services().isEmpty() && poisoned.contains(place)) {
                    return Optional.of(Fate.error(400, Optional.empty()));
                }
            }
        }
        return Optional.empty();
    }

    private void apply(LocationBatch batch, long known) {
        var seen = new HashSet<IpAddress>();
        for (LocationBatch.Location location : batch.locations()) {
            assertThat(seen.add(location.location())).as("a location twice").isTrue();
            var addresses = new HashSet<IpAddress>();
            for (LocationBatch.Address address : location.addresses()) {
                assertThat(addresses.add(address.address())).as("an address twice").isTrue();
                assertThat(address.address().family())
                        .as("one family")
                        .isEqualTo(location.location().family());
                assertThat(registered).as("known services").containsAll(address.services());
            }
        }
        batch.locations().forEach(location -> apply(location, known));
    }

    private void apply(LocationBatch.Location location, long known) {
        Map<IpAddress, Set<String>> before =
                content.getOrDefault(location.location(), new TreeMap<>());
        var after = new TreeMap<IpAddress, Set<String>>();
        boolean deletes = location.addresses().isEmpty();
        if (!deletes && !location.full()) {
            after.putAll(before);
        }
        for (LocationBatch.Address address : location.addresses()) {
            if (address.services().isEmpty()) {
                after.remove(address.address());
            } else {
                after.put(address.address(), new TreeSet<>(address.services()));
            }
        }
        before.forEach((address, services) -> {
            var place = new Place(location.location(), address);
            for (String identity : services) {
                if (foreign.contains(identity)
                        && !after.getOrDefault(address, Set.of()).contains(identity)) {
                    long at = written.getOrDefault(place, Map.of()).getOrDefault(identity, known);
                    assertThat(at - known)
                            .as("a foreign reference that was seen is wiped out: " + place)
                            .isGreaterThanOrEqualTo(0);
                }
            }
        });
        after.forEach((address, services) -> {
            var place = new Place(location.location(), address);
            for (String identity : services) {
                if (foreign.contains(identity)
                        && !before.getOrDefault(address, Set.of()).contains(identity)) {
                    written.computeIfAbsent(place, _ -> new HashMap<>())
                            .put(identity, time.nanos());
                }
            }
        });
        if (after.isEmpty()) {
            content.remove(location.location());
        } else {
            content.put(location.location(), after);
        }
    }

    @Override
    public void readInventory(Duration timeout, Consumer<Outcome<Inventory>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readPublicIp(
            String name, Duration timeout, Consumer<Outcome<Optional<PublicIpState>>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readLoadBalancer(
            String name, Duration timeout, Consumer<Outcome<Optional<LoadBalancerState>>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putPublicIp(
            PublicIpSpec spec, Duration timeout, Consumer<Outcome<PublicIpState>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putLoadBalancer(
            LoadBalancerSpec spec, Duration timeout, Consumer<Outcome<LoadBalancerState>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deletePublicIp(String name, Duration timeout, Consumer<Outcome<Void>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteLoadBalancer(String name, Duration timeout, Consumer<Outcome<Void>> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void updateServices(
            List<ServiceRequest> requests, Duration timeout, Consumer<Outcome<Void>> done) {
        throw new UnsupportedOperationException();
    }
}

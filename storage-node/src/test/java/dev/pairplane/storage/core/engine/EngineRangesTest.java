package dev.pairplane.storage.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.file.FaultDisk;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.range.KeyRange;
import dev.pairplane.storage.core.range.RangePage;
import dev.pairplane.storage.core.range.RangeRequest;
import dev.pairplane.storage.core.version.VectorClock;
import dev.pairplane.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ranges and snapshots, over memtables, flushes and merges.
class EngineRangesTest {
    /// Neighbours, whose keys stand next to each other.
    private static final List<String> TENANTS = List.of("t", "t1", "t\uFFFD", "s");

    private static final Duration BRIEF = Duration.ofMillis(700);

    private static final Comparator<String> BY_BYTES =
            (one, other) -> CompositeKey.of("t", one).compareTo(CompositeKey.of("t", other));

    /// Small enough that most of it is in tables, on all levels.
    private static SimulatedNode node() throws Exception {
        return SimulatedNode.start(
                new FaultDisk(), EngineSetup.standard().memtable(4000).options(), 1);
    }

    /// A node, and what it must hold.
    private static final class World {
        private final SimulatedNode node;
        private final RandomGenerator random;
        private final Map<String, TreeMap<String, String>> model = new TreeMap<>();

        World(SimulatedNode node, RandomGenerator random) {
            this.node = node;
            this.random = random;
            TENANTS.forEach(tenant -> model.put(tenant, new TreeMap<>(BY_BYTES)));
        }

        SortedMap<String, String> of(String tenant) {
            return model.getOrDefault(tenant, new TreeMap<>());
        }

        String tenant() {
            return TENANTS.get(random.nextInt(TENANTS.size()));
        }

        String key() {
            return switch (random.nextInt(4)) {
                case 0 -> "k" + random.nextInt(40);
                case 1 -> "k:" + random.nextInt(40);
                case 2 -> "\uD83D\uDE00" + random.nextInt(40);
                default -> "\uFFFD" + random.nextInt(40);
            };
        }

        void step() {
            String tenant = tenant();
            String key = key();
            CompositeKey composite = CompositeKey.of(tenant, key);
            if (random.nextInt(3) == 0) {
                node.apply(Mutation.delete(composite, VectorClock.EMPTY, 0, 0));
                of(tenant).remove(key);
            } else {
                String value = "v".repeat(1 + random.nextInt(60)) + random.nextInt();
                node.store(composite, value.getBytes(StandardCharsets.UTF_8));
                of(tenant).put(key, value);
            }
        }
    }

    private static RangeRequest request(
            String tenant, String start, String end, int rows, boolean versions) {
        return new RangeRequest(KeyRange.of(tenant, start, end), rows, 1 << 20, versions, false);
    }

    private static RangePage page(RangeOutcome outcome) {
        return switch (outcome) {
            case RangeOutcome.Page(RangePage page) -> page;
            case RangeOutcome.Refused refused -> throw new AssertionError(refused);
        };
    }

    /// Page by page, each begun where the one before says.
    private static Map<String, String> list(
            Function<RangeRequest, RangeOutcome> reader, RangeRequest first) {
        TreeMap<String, String> found = new TreeMap<>(BY_BYTES);
        Optional<RangeRequest> next = Optional.of(first);
        List<CompositeKey> order = new ArrayList<>();
        while (next.isPresent()) {
            RangeRequest request = next.orElseThrow();
            RangePage page = page(reader.apply(request));
            assertThat(page.rows()).hasSizeLessThanOrEqualTo(request.maxRows());
            for (RangePage.Row row : page.rows()) {
                order.add(row.key());
                String value =
                        row.versions()
                                .winner()
                                .map(v -> new String(v.value(), StandardCharsets.UTF_8))
                                .orElse("");
                assertThat(found.put(row.key().key(), value)).as("listed once").isNull();
            }
            next = page.next().map(request::from);
        }
        assertThat(order).isSorted();
        return found;
    }

    /// Storage invariants 91, 92, 94 and 99.
    @Test
    void pagesTogetherAreOneListingOfTheRange() throws Exception {
        Seeds.forAbout(
                BRIEF,
                all -> {
                    RandomGenerator seeds = all.random("range");
                    World world = new World(node(), seeds);
                    for (int round = 0; round < 30; round++) {
                        for (int i = 0; i < 60; i++) {
                            world.step();
                        }
                        String tenant = world.tenant();
                        String start = seeds.nextInt(3) == 0 ? "" : world.key();
                        String end =
                                switch (seeds.nextInt(4)) {
                                    case 0 -> "";
                                    case 1 -> start;
                                    case 2 -> world.key() + "~".repeat(1000);
                                    default -> world.key();
                                };
                        Map<String, String> expected = expected(world.of(tenant), start, end);
                        for (int rows : List.of(1, 2, 7, 1000)) {
                            boolean versions = seeds.nextBoolean();
                            assertThat(
                                            list(
                                                    r -> world.node.engine.read(r, () -> false),
                                                    request(tenant, start, end, rows, versions)))
                                    .isEqualTo(versions ? expected : withoutValues(expected));
                        }
                    }
                    assertThat(world.node.engine.status().tables()).isPositive();
                });
    }

    private static Map<String, String> expected(
            SortedMap<String, String> model, String start, String end) {
        if (!end.isEmpty() && BY_BYTES.compare(start, end) >= 0) {
            return Map.of();
        }
        return new TreeMap<>(end.isEmpty() ? model.tailMap(start) : model.subMap(start, end));
    }

    private static Map<String, String> withoutValues(Map<String, String> all) {
        TreeMap<String, String> keys = new TreeMap<>(BY_BYTES);
        all.keySet().forEach(key -> keys.put(key, ""));
        return keys;
    }

    /// Storage invariants 93 and 96: whatever else is written between two pages, a key that is
    /// there throughout is listed exactly once, also by who goes on after the last key that came.
    @Test
    void whatIsThereThroughoutIsListedOnceWhateverIsWrittenMeanwhile() throws Exception {
        Seeds.forAbout(
                BRIEF,
                all -> {
                    RandomGenerator seeds = all.random("range");
                    World world = new World(node(), seeds);
                    TreeMap<String, String> lasting = new TreeMap<>(BY_BYTES);
                    for (int i = 0; i < 50; i++) {
                        lasting.put("stays" + i, "x");
                        world.node.store(CompositeKey.of("t", "stays" + i), new byte[] {'x'});
                    }
                    Map<String, Integer> seen = new TreeMap<>();
                    RangeRequest request = request("t", "", "", 3, true);
                    boolean more = true;
                    while (more) {
                        RangePage page = page(world.node.engine.read(request, () -> false));
                        page.rows().forEach(row -> seen.merge(row.key().key(), 1, Integer::sum));
                        more = page.next().isPresent();
                        if (more) {
                            String last = page.rows().getLast().key().key();
                            request =
                                    seeds.nextBoolean()
                                            ? request.from(page.next().orElseThrow())
                                            : request("t", last + "\0", "", 3, true);
                        }
                        for (int i = seeds.nextInt(60); i > 0; i--) {
                            world.step();
                        }
                    }
                    assertThat(seen.values()).allMatch(count -> count == 1);
                    assertThat(seen.keySet()).containsAll(lasting.keySet());
                });
    }

    /// Storage invariant 98.
    @Test
    void aSnapshotShowsWhatWasThereWhenItWasTaken() throws Exception {
        Seeds.forAbout(
                BRIEF,
                all -> {
                    RandomGenerator seeds = all.random("range");
                    World world = new World(node(), seeds);
                    record Taken(Snapshot snapshot, Map<String, TreeMap<String, String>> model) {}
                    List<Taken> open = new ArrayList<>();
                    for (int round = 0; round < 40; round++) {
                        for (int i = seeds.nextInt(80); i > 0; i--) {
                            world.step();
                        }
                        if (open.size() < 5 && seeds.nextInt(2) == 0) {
                            Map<String, TreeMap<String, String>> model = new TreeMap<>();
                            world.model.forEach(
                                    (tenant, keys) -> model.put(tenant, new TreeMap<>(keys)));
                            open.add(new Taken(taken(world.node), model));
                        }
                        for (Taken taken : open) {
                            String tenant = world.tenant();
                            assertThat(
                                            list(
                                                    r -> taken.snapshot.read(r, () -> false),
                                                    request(tenant, "", "", 5, true)))
                                    .isEqualTo(taken.model.get(tenant));
                        }
                        if (!open.isEmpty() && seeds.nextInt(4) == 0) {
                            open.remove(seeds.nextInt(open.size())).snapshot.close();
                        }
                    }
                    open.forEach(taken -> taken.snapshot.close());
                    assertThat(world.node.engine.status().snapshots()).isZero();
                    assertThat(world.node.engine.status().tables()).isPositive();
                });
    }

    private static Snapshot taken(SimulatedNode node) {
        return switch (node.engine.snapshot()) {
            case SnapshotOutcome.Taken(Snapshot snapshot) -> snapshot;
            case SnapshotOutcome.Refused refused -> throw new AssertionError(refused);
        };
    }

    @Test
    void theNewestOfSeveralMemtablesIsShown() throws Exception {
        Deque<Runnable> waiting = new ArrayDeque<>();
        SimulatedNode node =
                new SimulatedNode(
                        new FaultDisk(),
                        EngineSetup.standard().memtable(4000).options(),
                        1,
                        Runnable::run,
                        waiting::add,
                        0);
        node.engine.recover();
        CompositeKey key = CompositeKey.of("t", "k");
        node.store(key, new byte[3000]);
        node.store(CompositeKey.of("t", "other"), new byte[3000]);
        node.store(key, new byte[1]);
        assertThat(node.engine.status().waitingMemtables()).isEqualTo(1);

        RangePage page = page(node.engine.read(request("t", "", "", 1, true), () -> false));

        assertThat(page.rows().getFirst().versions().winner())
                .hasValueSatisfying(version -> assertThat(version.value()).hasSize(1));
    }

    @Test
    void deletedKeysAreShownToWhoAsksForThem() throws Exception {
        SimulatedNode node = node();
        node.store(CompositeKey.of("t", "a"), new byte[1]);
        node.apply(Mutation.delete(CompositeKey.of("t", "b"), VectorClock.EMPTY, 0, 0));

        RangeRequest request = new RangeRequest(KeyRange.of("t", "", ""), 10, 1 << 20, true, true);

        assertThat(page(node.engine.read(request, () -> false)).rows())
                .extracting(row -> row.key().key())
                .containsExactly("a", "b");
    }

    @Test
    void aPageEndsWhenItHasItsBytes() throws Exception {
        SimulatedNode node = node();
        for (int i = 0; i < 9; i++) {
            node.store(CompositeKey.of("t", "k" + i), new byte[1000]);
        }
        RangeRequest request = new RangeRequest(KeyRange.of("t", "", ""), 9, 2500, true, false);

        RangePage page = page(node.engine.read(request, () -> false));

        assertThat(page.rows()).hasSize(3);
        assertThat(page.next()).contains(CompositeKey.of("t", "k3"));
    }

    @Test
    void whoHasGivenUpIsNotReadFor() throws Exception {
        SimulatedNode node = node();
        for (int i = 0; i < 600; i++) {
            node.store(CompositeKey.of("t", "k" + i), new byte[1]);
        }

        RangeOutcome outcome = node.engine.read(request("t", "", "", 1_000, false), () -> true);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RangeOutcome.Refused.class,
                        refused ->
                                assertThat(refused.reason()).isEqualTo(Refusal.DEADLINE_EXCEEDED));
    }

    /// What may not be forgotten yet is no reason to merge.
    @Test
    @Timeout(60)
    void deletionsThatASnapshotHoldsAreNotMergedAgainAndAgain() throws Exception {
        SimulatedNode node = node();
        for (int i = 0; i < 60; i++) {
            node.store(CompositeKey.of("t", "k" + i), new byte[200]);
        }
        try (Snapshot _ = taken(node)) {
            for (int i = 0; i < 60; i++) {
                node.apply(Mutation.delete(CompositeKey.of("t", "k" + i), VectorClock.EMPTY, 0, 0));
            }
            for (int i = 0; i < 60; i++) {
                node.store(CompositeKey.of("t", "x" + i), new byte[200]);
            }
            node.advance(Duration.ofDays(11));
            node.settle();
            long merges = merges(node);
            for (int i = 0; i < 10; i++) {
                node.settle();
            }
            assertThat(merges(node)).isEqualTo(merges);
        }
    }

    private static long merges(SimulatedNode node) {
        return node.events.stream().filter(EngineEvent.Compacted.class::isInstance).count();
    }

    @Test
    void aClosedEngineOrSnapshotGivesNothing() throws Exception {
        SimulatedNode node = node();
        Snapshot snapshot = taken(node);
        node.stop();

        assertThat(node.engine.snapshot()).isInstanceOf(SnapshotOutcome.Refused.class);
        assertThat(snapshot.read(request("t", "", "", 1, false), () -> false))
                .isInstanceOfSatisfying(
                        RangeOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.STOPPING));
    }
}

package dev.pairplane.storage.core.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Plays random histories of one key on three replicas and says whether they end up alike.
///
/// Worlds are small on purpose: two or three coordinators whose counters start again, three or four
/// values, hardly any times. Equal clocks with other contents are then common.
///
/// @param <S> what the rule holds
final class Histories<S> {
    private static final int REPLICAS = 3;
    private static final UUID STORE = new UUID(0, 0);

    /// Every way in which one replica can send all it has to another.
    private static final int[][] EXCHANGES = {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}};

    private final MergeRule<S> rule;

    Histories(MergeRule<S> rule) {
        this.rule = rule;
    }

    /// Plays one history.
    ///
    /// @param thorough whether to try every order of exchange and of delivery, not a few
    /// @return what went wrong; empty when nothing did
    Optional<String> play(long seed, boolean thorough) {
        RandomGenerator random = new SplittableRandom(seed);
        World world = new World(random);
        for (int steps = 2 + random.nextInt(9); steps > 0; steps--) {
            world.step();
        }
        try {
            algebra(world.replicas);
            List<Version> expected = expected(world.written);
            exchanges(world, expected, thorough);
            deliveries(world.written, expected, random, thorough);
            dominatingWrites(world, expected);
            return Optional.empty();
        } catch (Divergence divergence) {
            return Optional.of(divergence.getMessage() + "\nwritten: " + world.written);
        }
    }

    private static final class Divergence extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Divergence(String what, Object expected, Object found) {
            super(what + "\nexpected: " + expected + "\n   found: " + found);
        }
    }

    /// What replicas must come to, found without the rule: whatever no other version beats.
    private static List<Version> expected(List<Version> written) {
        List<Oracle.Element> elements = written.stream().map(Oracle.Element::of).toList();
        Set<Version> best = new HashSet<>();
        for (Oracle.Element element : elements) {
            if (elements.stream().noneMatch(other -> other.beats(element))) {
                best.add(element.version());
            }
        }
        List<Version> sorted = new ArrayList<>(best);
        sorted.sort(Collections.reverseOrder());
        return sorted;
    }

    private void algebra(List<S> replicas) {
        S a = replicas.get(0);
        S b = replicas.get(1);
        S c = replicas.get(2);
        require("associative", all(a, all(b, c)), all(all(a, b), c));
        require("commutative", all(a, b), all(b, a));
        require("idempotent", a, all(a, a));
    }

    private void require(String law, S expected, S found) {
        require("the merge is not " + law, rule.versions(expected), found);
    }

    private void require(String what, List<Version> expected, S found) {
        List<Version> versions = rule.versions(found);
        if (!versions.equals(expected)) {
            throw new Divergence(what, expected, versions);
        }
    }

    private S all(S into, S from) {
        S merged = into;
        for (Version version : rule.versions(from)) {
            merged = rule.merge(merged, version);
        }
        return merged;
    }

    private void exchanges(World world, List<Version> expected, boolean thorough) {
        if (thorough) {
            permutations(EXCHANGES.length, order -> exchange(world.replicas, order, expected));
        } else {
            exchange(world.replicas, shuffled(EXCHANGES.length, world.random), expected);
        }
    }

    private void exchange(List<S> replicas, int[] order, List<Version> expected) {
        List<S> states = new ArrayList<>(replicas);
        for (int index : order) {
            int[] exchange = EXCHANGES[index];
            states.set(exchange[1], all(states.get(exchange[1]), states.get(exchange[0])));
        }
        for (int i = 0; i < REPLICAS; i++) {
            require("replica " + i + " after exchanges", expected, states.get(i));
        }
    }

    private void deliveries(
            List<Version> written, List<Version> expected, RandomGenerator random, boolean all) {
        for (int i = 0; i < 3; i++) {
            deliver(written, shuffled(written.size(), random), random, expected);
        }
        if (all) {
            List<Version> some = written.subList(0, Math.min(6, written.size()));
            List<Version> expectedOfSome = expected(some);
            permutations(some.size(), order -> deliver(some, order, random, expectedOfSome));
        }
    }

    private void deliver(
            List<Version> written, int[] order, RandomGenerator random, List<Version> expected) {
        S state = rule.empty();
        for (int i = 0; i < order.length; i++) {
            state = rule.merge(state, arriving(written.get(order[i]), random));
            if (random.nextInt(3) == 0) {
                state =
                        rule.merge(
                                state, arriving(written.get(order[random.nextInt(i + 1)]), random));
            }
        }
        require("delivered in the order " + Arrays.toString(order), expected, state);
    }

    private void dominatingWrites(World world, List<Version> expected) {
        S state = rule.empty();
        for (Version version : expected) {
            state = rule.merge(state, version);
        }
        VectorClock join = joinOf(state);
        Version next = world.content(join.withAtLeast("z", join.counterOf("z") + 1));
        require("a write after the join", List.of(next), rule.merge(state, next));
        Version own = world.content(world.actors.getFirst().next(join, 0));
        boolean exhausted = own.clock().equals(join);
        if (!exhausted) {
            require("a write without a clock", List.of(own), rule.merge(state, own));
        }
    }

    private VectorClock joinOf(S state) {
        VectorClock join = VectorClock.EMPTY;
        for (Version version : rule.versions(state)) {
            join = join.join(version.clock());
        }
        return join;
    }

    /// The version as a replica takes it in: at a time of its own.
    private static Version arriving(Version version, RandomGenerator random) {
        return Versions.received(version, 1 + random.nextInt(8));
    }

    private static int[] shuffled(int size, RandomGenerator random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private interface Order {
        void take(int[] order);
    }

    private static void permutations(int size, Order order) {
        int[] indexes = new int[size];
        Arrays.setAll(indexes, i -> i);
        permute(indexes, 0, order);
    }

    private static void permute(int[] indexes, int from, Order order) {
        if (from == indexes.length) {
            order.take(indexes);
            return;
        }
        for (int i = from; i < indexes.length; i++) {
            swap(indexes, from, i);
            permute(indexes, from + 1, order);
            swap(indexes, from, i);
        }
    }

    private static void swap(int[] indexes, int i, int j) {
        int kept = indexes[i];
        indexes[i] = indexes[j];
        indexes[j] = kept;
    }

    /// Three replicas, the coordinators that write to them, and all that was ever written.
    private final class World {
        private final RandomGenerator random;
        private final List<S> replicas = new ArrayList<>();
        private final List<OwnActor> actors = new ArrayList<>();
        private final List<Version> written = new ArrayList<>();
        private final long[] counters;
        private long wallMicros;

        World(RandomGenerator random) {
            this.random = random;
            this.counters = new long[2 + random.nextInt(2)];
            for (int i = 0; i < REPLICAS; i++) {
                replicas.add(rule.empty());
                actors.add(new OwnActor(Integer.toString(i), STORE));
            }
        }

        void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4 -> coordinatedWrite();
                case 5 -> freshWrite();
                case 6, 7 -> clocklessWrite();
                case 8 -> forgedWrite();
                case 9, 10 -> sameClockOtherContent();
                case 11, 12 -> send(random.nextInt(REPLICAS), random.nextInt(REPLICAS));
                case 13 -> replayHint();
                case 14 -> counters[random.nextInt(counters.length)] = 0;
                default -> restartNode();
            }
        }

        /// Reads from one replica, continues its clock, and reaches some of them.
        private void coordinatedWrite() {
            VectorClock read = joinOf(replicas.get(random.nextInt(REPLICAS)));
            int coordinator = random.nextInt(counters.length);
            String id = coordinatorId(coordinator);
            counters[coordinator] = above(Math.max(counters[coordinator], read.counterOf(id)));
            fanOut(content(read.withAtLeast(id, counters[coordinator])));
        }

        /// A coordinator that believes the key absent starts a clock of its own.
        private void freshWrite() {
            int coordinator = random.nextInt(counters.length);
            counters[coordinator] = above(counters[coordinator]);
            fanOut(
                    content(
                            VectorClock.EMPTY.withAtLeast(
                                    coordinatorId(coordinator), counters[coordinator])));
        }

        private void clocklessWrite() {
            int replica = random.nextInt(REPLICAS);
            VectorClock join = joinOf(replicas.get(replica));
            wallMicros += random.nextInt(3);
            receive(replica, add(content(actors.get(replica).next(join, wallMicros))));
        }

        private void forgedWrite() {
            fanOut(Versions.random(random));
        }

        private void sameClockOtherContent() {
            if (!written.isEmpty()) {
                Version earlier = written.get(random.nextInt(written.size()));
                fanOut(content(earlier.clock()));
            }
        }

        private void replayHint() {
            if (!written.isEmpty()) {
                receive(random.nextInt(REPLICAS), written.get(random.nextInt(written.size())));
            }
        }

        /// The actor forgets what it issued, and the wall clock may have gone back.
        private void restartNode() {
            int replica = random.nextInt(REPLICAS);
            actors.set(replica, new OwnActor(Integer.toString(replica), STORE));
            wallMicros = random.nextInt(3);
        }

        private void send(int from, int to) {
            for (Version version : rule.versions(replicas.get(from))) {
                if (random.nextInt(4) != 0) {
                    receive(to, version);
                }
            }
        }

        /// To at least one replica. Those that learn of a deletion without its time each put their
        /// own.
        private void fanOut(Version version) {
            int reached = 1 + random.nextInt((1 << REPLICAS) - 1);
            boolean ownTimes = version.isTombstone() && random.nextInt(3) == 0;
            for (int i = 0; i < REPLICAS; i++) {
                if ((reached & 1 << i) != 0) {
                    receive(
                            i,
                            add(
                                    ownTimes
                                            ? Version.tombstone(
                                                    version.clock(),
                                                    version.timestamp(),
                                                    0,
                                                    1 + random.nextInt(3))
                                            : version));
                }
            }
        }

        private Version add(Version version) {
            if (!written.contains(version)) {
                written.add(version);
            }
            return version;
        }

        private void receive(int replica, Version version) {
            replicas.set(replica, rule.merge(replicas.get(replica), arriving(version, random)));
        }

        private static long above(long counter) {
            return counter == Long.MAX_VALUE ? counter : counter + 1;
        }

        Version content(VectorClock clock) {
            return Versions.random(random).withClock(clock);
        }

        private String coordinatorId(int coordinator) {
            return switch (coordinator) {
                case 0 -> "a";
                case 1 -> "b";
                default -> "é";
            };
        }
    }
}

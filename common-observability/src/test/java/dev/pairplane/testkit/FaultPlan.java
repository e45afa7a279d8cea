package dev.pairplane.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Says, call by call, what goes wrong. A double of a port asks before each operation and does as
/// it is told; the plan counts the calls of each kind, so that a test can first count them without
/// a fault and then let each one fail in turn.
///
/// ```java
/// var plan = new FaultPlan<Op>().failOnce(Op.SYNC, 3).delay(Op.READ, Duration.ofMillis(5));
/// var verdict = plan.next(Op.SYNC);
/// if (verdict.fails()) throw new IOException("planned");
/// ```
///
/// Thread-safe; with several threads the order of calls is theirs, not the plan's.
///
/// @param <K> the kinds of calls, an enum as a rule
public final class FaultPlan<K> {

    /// What happens to one call: it is late by so much, and then it fails or not.
    public record Verdict(boolean fails, Duration latency) {}

    /// @param persistent whether all later calls fail too
    private record Fault<K>(K kind, long call, boolean persistent) {

        boolean hits(K asked, long number) {
            return kind.equals(asked) && (persistent ? number >= call : number == call);
        }
    }

    private record Chance(RandomGenerator random, double failing, Duration most) {}

    private final Map<K, Long> calls = new HashMap<>();
    private final List<Fault<K>> faults = new ArrayList<>();
    private final Map<K, Duration> delays = new HashMap<>();
    private final Map<K, Chance> chances = new HashMap<>();

    /// The n-th call of a kind fails, counted from 1 over the plan's whole life.
    public synchronized FaultPlan<K> failOnce(K kind, long call) {
        faults.add(new Fault<>(kind, positive(call), false));
        return this;
    }

    /// The n-th call of a kind fails and so do all after it, until [#heal].
    public synchronized FaultPlan<K> failFrom(K kind, long call) {
        faults.add(new Fault<>(kind, positive(call), true));
        return this;
    }

    /// Every call of a kind is late by this much.
    public synchronized FaultPlan<K> delay(K kind, Duration latency) {
        delays.put(kind, latency);
        return this;
    }

    /// Calls of a kind fail with a probability and are late by up to `mostLatency`, as the
    /// generator decides; the same seed and the same calls give the same verdicts.
    public synchronized FaultPlan<K> byChance(
            K kind, RandomGenerator random, double failing, Duration mostLatency) {
        if (!(failing >= 0 && failing <= 1)) {
            throw new IllegalArgumentException("a probability is 0 to 1, not " + failing);
        }
        chances.put(kind, new Chance(random, failing, mostLatency));
        return this;
    }

    /// Nothing fails and nothing is late any more; the counts go on.
    public synchronized void heal() {
        faults.clear();
        delays.clear();
        chances.clear();
    }

    /// Counts a call and says what happens to it.
    public synchronized Verdict next(K kind) {
        var number = calls.merge(kind, 1L, Long::sum);
        var fails = faults.stream().anyMatch(f -> f.hits(kind, number));
        var latency = delays.getOrDefault(kind, Duration.ZERO);
        var chance = chances.get(kind);
        if (chance != null) {
            // Both are always drawn, so that one setting does not shift the other's sequence.
            fails |= chance.random().nextDouble() < chance.failing();
            var nanos = chance.random().nextLong(chance.most().toNanos() + 1);
            latency = latency.plusNanos(nanos);
        }
        return new Verdict(fails, latency);
    }

    /// How many calls of a kind there were so far.
    public synchronized long calls(K kind) {
        return calls.getOrDefault(kind, 0L);
    }

    private static long positive(long call) {
        if (call < 1) {
            throw new IllegalArgumentException("calls are counted from 1, not " + call);
        }
        return call;
    }
}

package dev.pairplane.publishing.core.queue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The lanes that could send a job of one tier now, by whose turn it is and by who has waited
/// longest. Lanes with nothing in flight are kept apart, because the last free worker is for them.
final class Rota {

    /// How a lane stands in a tier.
    ///
    /// @param idle whether it has nothing in flight
    /// @param served when it was last picked; the least is next
    /// @param since since when its oldest job waits
    /// @param seq that job's number
    record Standing(Lane lane, boolean idle, long served, long since, long seq) {}

    private static final Comparator<Standing> BY_TURN =
            Comparator.comparingLong(Standing::served)
                    .thenComparingLong(standing -> standing.lane().number);
    static final Comparator<Standing> BY_AGE =
            Comparator.comparingLong(Standing::since)
                    .thenComparingLong(Standing::seq)
                    .thenComparingLong(standing -> standing.lane().number);

    private final Map<Lane, Standing> standings = new HashMap<>();
    private final NavigableSet<Standing> idleByTurn = new TreeSet<>(BY_TURN);
    private final NavigableSet<Standing> busyByTurn = new TreeSet<>(BY_TURN);
    private final NavigableSet<Standing> idleByAge = new TreeSet<>(BY_AGE);
    private final NavigableSet<Standing> busyByAge = new TreeSet<>(BY_AGE);

    /// Sets how a lane stands; empty takes it out.
    void set(Lane lane, Optional<Standing> standing) {
        var before = Optional.ofNullable(standings.get(lane));
        if (before.equals(standing)) {
            return;
        }
        before.ifPresent(old -> {
            byTurn(old).remove(old);
            byAge(old).remove(old);
            standings.remove(lane);
        });
        standing.ifPresent(now -> {
            byTurn(now).add(now);
            byAge(now).add(now);
            standings.put(lane, now);
        });
    }

    /// Whose turn it is.
    Optional<Standing> next(boolean onlyIdle) {
        return first(idleByTurn, busyByTurn, onlyIdle, BY_TURN);
    }

    /// Who has waited longest.
    Optional<Standing> oldest(boolean onlyIdle) {
        return first(idleByAge, busyByAge, onlyIdle, BY_AGE);
    }

    private static Optional<Standing> first(
            NavigableSet<Standing> idle,
            NavigableSet<Standing> busy,
            boolean onlyIdle,
            Comparator<Standing> order) {
        return Stream.of(idle, busy)
                .limit(onlyIdle ? 1 : 2)
                .filter(set -> !set.isEmpty())
                .map(NavigableSet::first)
                .min(order);
    }

    private NavigableSet<Standing> byTurn(Standing standing) {
        return standing.idle() ? idleByTurn : busyByTurn;
    }

    private NavigableSet<Standing> byAge(Standing standing) {
        return standing.idle() ? idleByAge : busyByAge;
    }
}

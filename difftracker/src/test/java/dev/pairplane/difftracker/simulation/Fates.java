package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Decides what becomes of each call: by chance, by what has been ordered for single calls, and by
/// the outages and refusals of the moment.
final class Fates {

    /// How bad the world is.
    ///
    /// @param azure the share of Azure's calls that fail
    /// @param kubernetes the share of the API server's calls that fail
    /// @param late whether effects may come after the caller has given up
    /// @param slowMillis what Azure's calls take, at most, in the usual case
    record Weather(double azure, double kubernetes, boolean late, int slowMillis) {

        static final Weather FINE = new Weather(0, 0, false, 2000);
    }

    private static final List<Outcome.Reason> REASONS =
            List.copyOf(EnumSet.allOf(Outcome.Reason.class));

    private record Order(Predicate<Call> which, Fate.How how, CallError error) {}

    private record Refusal(Predicate<Call> which, CallError error) {}

    private final World world;
    private final RandomGenerator random;
    private final Deque<Order> orders = new ArrayDeque<>();
    private final List<Refusal> refused = new ArrayList<>();
    private Weather weather = Weather.FINE;
    private boolean outage;
    private boolean unreachable;
    private long lastFault = Long.MIN_VALUE;

    Fates(World world) {
        this.world = world;
        this.random = world.random("fates");
    }

    void weather(Weather now) {
        weather = now;
    }

    Weather weather() {
        return weather;
    }

    /// All of Azure fails until the next call of this.
    void outage(boolean on) {
        outage = on;
        unreachable = random.nextBoolean();
        lastFault = world.nanos();
        world.say("outage: %s", on);
    }

    /// The next call that matches meets this fate. Orders are served in their order.
    void order(Predicate<Call> which, Fate.How how, CallError error) {
        orders.add(new Order(which, how, error));
    }

    void order(Predicate<Call> which, Fate.How how) {
        order(which, how, Fate.error(500, "InternalServerError"));
    }

    /// From now on calls that match are refused for good (policy or quota), until [#relent].
    void refuse(Predicate<Call> which, CallError error) {
        refused.add(new Refusal(which, error));
        world.say("refuses from now on: %s", error);
    }

    void relent() {
        refused.clear();
    }

    boolean ordersLeft() {
        return !orders.isEmpty();
    }

    /// When a fault was last at work.
    long lastFault() {
        return outage || !refused.isEmpty() ? world.nanos() : lastFault;
    }

    Fate azure(Call call) {
        Fate plain = times(call);
        Fate fate = order(call, plain);
        if (!fate.faulty()) {
            fate = chance(call, plain);
        }
        if (fate.faulty() || fate.answer() > call.timeout / 2) {
            lastFault = world.nanos() + 2 * call.timeout;
        }
        return fate;
    }

    private Fate order(Call call, Fate plain) {
        Order order = orders.peek();
        if (order == null || !order.which.test(call)) {
            return plain;
        }
        orders.remove();
        return switch (order.how) {
            case NOT_SENT -> plain.notSent(Outcome.Reason.UNREACHABLE);
            case REFUSED_BEFORE, REFUSED_AFTER, FAILS -> plain.refused(order.how, order.error);
            default -> plain.as(order.how);
        };
    }

    private Fate chance(Call call, Fate plain) {
        if (outage) {
            return unreachable
                    ? plain.notSent(Outcome.Reason.UNREACHABLE)
                    : random.nextBoolean()
                            ? plain.as(Fate.How.LOST_BEFORE)
                            : plain.refused(
                                    Fate.How.REFUSED_BEFORE, Fate.error(503, "ServiceUnavailable"));
        }
        for (Refusal refusal : refused) {
            if (refusal.which.test(call)) {
                return plain.refused(Fate.How.REFUSED_BEFORE, refusal.error);
            }
        }
        return random.nextDouble() < weather.azure ? fault(call, plain) : plain;
    }

    private Fate fault(Call call, Fate plain) {
        boolean write = call.kind != Call.Kind.READ;
        Duration later = Duration.ofSeconds(1 + random.nextInt(30));
        return switch (random.nextInt(11)) {
            case 0 ->
                    plain.refused(
                            Fate.How.REFUSED_BEFORE, Fate.error(429, "TooManyRequests", later));
            case 1 -> plain.refused(Fate.How.REFUSED_BEFORE, Fate.error(503, "ServerBusy", later));
            case 2 ->
                    plain.refused(Fate.How.REFUSED_BEFORE, Fate.error(500, "InternalServerError"));
            case 3 -> plain.refused(Fate.How.REFUSED_AFTER, Fate.error(502, "BadGateway"));
            case 4 -> plain.as(Fate.How.LOST_BEFORE);
            case 5 -> plain.as(Fate.How.LOST_AFTER);
            case 6, 7 -> plain.as(write && weather.late ? Fate.How.LATE : Fate.How.LOST_AFTER);
            case 8 ->
                    plain.refused(
                            Fate.How.REFUSED_BEFORE, Fate.error(409, "AnotherOperationInProgress"));
            case 9 -> plain.notSent(REASONS.get(random.nextInt(REASONS.size())));
            default ->
                    call.kind == Call.Kind.PUT
                            ? plain.refused(Fate.How.FAILS, Fate.error(200, "InternalServerError"))
                            : plain.refused(
                                    Fate.How.REFUSED_BEFORE, Fate.error(504, "GatewayTimeout"));
        };
    }

    private Fate times(Call call) {
        boolean longRunning = call.kind == Call.Kind.PUT || call.kind == Call.Kind.DELETE;
        long most = weather.slowMillis * (longRunning ? 3L : 1L);
        if (weather.azure > 0 && random.nextInt(60) == 0) {
            most = 4 * call.timeout / World.MILLI / 3;
        }
        long begin = (5 + random.nextLong(most)) * World.MILLI;
        long finish = begin + (longRunning ? random.nextLong(most) * World.MILLI : 0);
        return Fate.plain(begin, finish, finish + random.nextLong(50) * World.MILLI);
    }

    Fate kubernetes(Call call) {
        long begin = (1 + random.nextLong(60)) * World.MILLI;
        Fate plain = Fate.plain(begin, begin, begin + random.nextLong(30) * World.MILLI);
        Fate ordered = order(call, plain);
        if (ordered.faulty() || random.nextDouble() >= weather.kubernetes) {
            return ordered;
        }
        lastFault = world.nanos() + call.timeout;
        return switch (random.nextInt(4)) {
            case 0 -> plain.as(Fate.How.LOST_BEFORE);
            case 1 -> plain.as(Fate.How.LOST_AFTER);
            case 2 -> plain.notSent(Outcome.Reason.UNREACHABLE);
            default -> plain.refused(Fate.How.REFUSED_BEFORE, Fate.error(500, "InternalError"));
        };
    }
}

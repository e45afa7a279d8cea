package dev.pairplane.testkit;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One seed, and all the chance of one run derived from it. Each use draws from its own stream, by
/// name, so that one more draw in one place changes nothing in another.
///
/// Every way to get a seed prints it, and a failure carries the command that replays it. With
/// `-Dpairplane.seed=N` exactly that seed runs, once, however long the loop was to be. The
/// algorithm is fixed ([SplittableRandom]), so a seed means the same on each machine.
///
/// Values are immutable; the generators are not thread-safe.
public final class Seeds {

    /// The property that replays a seed; empty counts as unset.
    public static final String SEED = "pairplane.seed";

    /// The property that says where seeds begin: `fixed`, the same for a test each time, so that a
    /// suite is not red by chance; or `fresh`, what nobody has looked at yet, also when it is not
    /// set.
    public static final String FIRST = "pairplane.seeds";

    private static final long SEEDS = 1_000_000_000_000L;

    /// The property that boxes [#simulation] in seconds, for a whole module.
    public static final String SECONDS = "pairplane.simulation.seconds";

    private static final long DEFAULT_SECONDS = 5;

    private final long value;

    private Seeds(long value) {
        this.value = value;
    }

    /// What is done with a seed; may throw anything.
    @FunctionalInterface
    public interface Body {
        void run(Seeds seeds) throws Exception;
    }

    /// This very seed, printed nowhere.
    public static Seeds of(long value) {
        return new Seeds(value);
    }

    /// The seed itself.
    public long value() {
        return value;
    }

    /// A new generator for a named stream; the same name gives the same sequence.
    public RandomGenerator random(String stream) {
        return new SplittableRandom(mix(stream));
    }

    /// A seed of its own for a part of the run that derives streams itself.
    public Seeds child(String name) {
        return new Seeds(mix(name));
    }

    /// Runs the body once: with the replayed seed, or with a fresh one.
    public static void once(Body body) throws Exception {
        var replayed = replayed();
        var seed = replayed == null ? fresh() : replayed;
        print("seed " + seed);
        run(seed, body);
    }

    /// Runs the body with one seed after another until about `duration` has passed, at least once.
    /// The seeds are consecutive from a first one that [#FIRST] decides; prints the first at the
    /// start and how far it came at the end.
    public static void forAbout(Duration duration, Body body) throws Exception {
        var replayed = replayed();
        if (replayed != null) {
            print("replays seed " + replayed);
            run(replayed, body);
            return;
        }
        var first = fresh();
        var end = System.nanoTime() + duration.toNanos();
        print("from seed " + first + " for " + duration);
        var next = first;
        do {
            run(next++, body);
        } while (System.nanoTime() < end);
        print(
                "ran seeds "
                        + first
                        + " to "
                        + (next - 1)
                        + " ("
                        + (next - first)
                        + ") in "
                        + duration);
    }

    /// [#forAbout] for a share of the module's simulation time (`pairplane.simulation.seconds`): a
    /// module whose shares add up to 1 keeps to its box.
    ///
    /// @param share above 0, at most 1
    public static void simulation(double share, Body body) throws Exception {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is above 0 and at most 1, not " + share);
        }
        forAbout(Duration.ofMillis(Math.round(seconds() * 1000 * share)), body);
    }

    private static void run(long seed, Body body) throws Exception {
        try {
            body.run(new Seeds(seed));
        } catch (Exception | Error e) {
            var command = RunCommand.withProperty(SEED, seed);
            print("failed with seed " + seed + "; replay: " + command);
            throw new AssertionError("seed " + seed + ": " + e + "\nreplay: " + command, e);
        }
    }

    private static long seconds() {
        var text = System.getProperty(SECONDS, "");
        return text.isBlank() ? DEFAULT_SECONDS : number(SECONDS, text);
    }

    private static @Nullable Long replayed() {
        var text = System.getProperty(SEED, "");
        return text.isBlank() ? null : number(SEED, text);
    }

    private static long number(String property, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    property + " is a whole number, not '" + text + "'", e);
        }
    }

    /// Short enough to be typed; far enough from its neighbours.
    private static long fresh() {
        return switch (System.getProperty(FIRST, "")) {
            case "fixed" -> Math.floorMod((long) name().hashCode() * 1_000_003, SEEDS);
            case "", "fresh" -> new SecureRandom().nextLong(SEEDS);
            default ->
                    throw new IllegalArgumentException(
                            FIRST + " is fixed or fresh, not " + System.getProperty(FIRST));
        };
    }

    private static String name() {
        return RunCommand.testOnStack();
    }

    private static void print(String text) {
        System.out.println(name() + " " + text);
    }

    private long mix(String name) {
        var mixed = value;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x100000001b3L;
        }
        return mixed ^ (mixed >>> 29);
    }

    @Override
    public String toString() {
        return "seed " + value;
    }
}

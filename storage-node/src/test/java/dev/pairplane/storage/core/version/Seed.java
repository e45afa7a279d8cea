package dev.pairplane.storage.core.version;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Where a random test starts: `-Dpairplane.seed=N`, or a new number each time. It is printed.
record Seed(long value) {

    static Seed of(Class<?> test) {
        String set = System.getProperty("pairplane.seed", "");
        long value =
                set.isBlank() ? new SplittableRandom().nextLong() : Long.parseLong(set.strip());
        System.out.println(test.getSimpleName() + ": -Dpairplane.seed=" + value);
        return new Seed(value);
    }

    /// The seed of one case among many, unrelated to its neighbours'.
    long ofCase(int index) {
        return new SplittableRandom(value ^ (index * 0x9E3779B97F4A7C15L)).nextLong();
    }

    RandomGenerator random(int index) {
        return new SplittableRandom(ofCase(index));
    }

    @Override
    public String toString() {
        return "-Dpairplane.seed=" + value;
    }
}

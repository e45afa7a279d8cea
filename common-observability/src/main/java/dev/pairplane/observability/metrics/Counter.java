package dev.pairplane.observability.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// One series of a counter. Safe for all threads; [#increment] costs one striped addition.
public final class Counter {
    private final LongAdder count = new LongAdder();
    private final DoubleAdder fractions = new DoubleAdder();
    private final List<DoubleSupplier> sources = new CopyOnWriteArrayList<>();

    Counter() {}

    /// Adds one.
    public void increment() {
        count.increment();
    }

    /// Adds `amount`, which must not be negative.
    public void add(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("a counter cannot fall: " + amount);
        }
        count.add(amount);
    }

    /// Adds seconds or another fraction, which must not be negative.
    public void add(double amount) {
        if (!(amount >= 0)) {
            throw new IllegalArgumentException("a counter cannot fall: " + amount);
        }
        fractions.add(amount);
    }

    /// Adds what `source` counts already (a cache's hits), read at every scrape from any thread. It
    /// must never fall.
    public void follow(DoubleSupplier source) {
        sources.add(source);
    }

    /// What a scrape would show now.
    public double value() {
        double sum = count.sum() + fractions.sum();
        for (DoubleSupplier source : sources) {
            sum += source.getAsDouble();
        }
        return sum;
    }
}

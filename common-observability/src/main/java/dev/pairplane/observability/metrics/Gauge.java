package dev.pairplane.observability.metrics;

import java.util.function.DoubleSupplier;

/// One series of a gauge: zero until set or until it watches something. Safe for all threads.
public final class Gauge {
    private volatile DoubleSupplier source = () -> 0;

    Gauge() {}

    /// Shows `value` from now on.
    public void set(double value) {
        source = () -> value;
    }

    /// Shows what `supplier` says at each scrape. It is called from any thread, must be quick and
    /// must not throw; NaN shows as such.
    public void watch(DoubleSupplier supplier) {
        source = supplier;
    }

    /// What a scrape would show now.
    public double value() {
        return source.getAsDouble();
    }
}

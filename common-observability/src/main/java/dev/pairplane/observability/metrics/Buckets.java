package dev.pairplane.observability.metrics;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/// The upper bounds of a histogram's buckets, rising. The one of infinity is always there and not
/// listed.
// The array never leaves.
@Immutable
@SuppressWarnings("Immutable")
public final class Buckets {
    /// The Prometheus defaults: 5 ms to 10 s.
    public static final Buckets DEFAULT =
            of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    private final double[] bounds;

    private Buckets(double[] bounds) {
        this.bounds = bounds;
    }

    /// Buckets with these bounds. The first may be zero, for counts that are often nothing.
    ///
    /// @throws IllegalArgumentException unless they are positive, finite and strictly rising
    public static Buckets of(double... bounds) {
        double previous = 0;
        for (int i = 0; i < bounds.length; i++) {
            double bound = bounds[i];
            boolean rises = bound > previous || (i == 0 && bound == 0);
            if (!rises || Double.isInfinite(bound)) {
                throw new IllegalArgumentException(
                        "bucket bound "
                                + bound
                                + " after "
                                + previous
                                + ": bounds are positive and rise");
            }
            previous = bound;
        }
        if (bounds.length == 0) {
            throw new IllegalArgumentException("a histogram needs at least one bucket bound");
        }
        return new Buckets(bounds.clone());
    }

    /// `start`, `start` × `factor`, … : `count` bounds.
    public static Buckets exponential(double start, double factor, int count) {
        return of(DoubleStream.iterate(start, b -> b * factor).limit(count).toArray());
    }

    /// `start`, `start` + `step`, … : `count` bounds.
    public static Buckets linear(double start, double step, int count) {
        return of(DoubleStream.iterate(start, b -> b + step).limit(count).toArray());
    }

    /// The bounds, rising; a copy.
    public double[] bounds() {
        return bounds.clone();
    }

    boolean startsAtZero() {
        return bounds[0] == 0;
    }

    boolean fractional() {
        return Arrays.stream(bounds).anyMatch(bound -> bound != Math.rint(bound));
    }
}

package dev.pairplane.simulators.azure.fault;

/// A limit on requests: a token bucket for all callers together.
///
/// @param capacity requests at once
/// @param perSecond tokens that come back
public record Bucket(int capacity, double perSecond) {

    public Bucket {
        if (capacity < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException(
                    "a bucket has a capacity of 1 or more and refills, not "
                            + capacity
                            + " and "
                            + perSecond);
        }
    }
}

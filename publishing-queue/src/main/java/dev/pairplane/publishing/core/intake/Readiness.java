package dev.pairplane.publishing.core.intake;

/// Whether requests should come here, and if not, what is missing.
///
/// @param targets whether the targets were loaded
/// @param joined whether this replica is a member
/// @param recovered whether it has looked for jobs to take
/// @param writable whether the journal has committed something in the last seconds
/// @param stopping whether the end has begun
public record Readiness(
        boolean targets, boolean joined, boolean recovered, boolean writable, boolean stopping) {

    static final Readiness NONE = new Readiness(false, false, false, false, false);

    /// Whether nothing is missing.
    public boolean ready() {
        return targets && joined && recovered && writable && !stopping;
    }
}

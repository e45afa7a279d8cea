package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.util.List;
import java.util.Map;

/// What a start is to do about what it found.
///
/// @param refusals why the start must not go on, each with what would be right; none if it may
/// @param events what happens to services, deletions first
/// @param unexplained services of ours that would go although nothing in the cluster says why
/// @param owned services of ours in Azure
/// @param recovered Services whose finalizer an earlier process left behind
record StartPlan(
        List<String> refusals,
        List<ServiceEvent> events,
        Map<ServiceKey, ObjectRef> unexplained,
        int owned,
        List<ObjectRef> recovered) {

    private static final int ALWAYS_ALLOWED = 5;
    private static final int SHARE = 10;

    /// How many unexplained removals are taken for what they seem: no more than five, or a tenth.
    int allowed() {
        return Math.max(ALWAYS_ALLOWED, owned / SHARE);
    }

    /// Whether more would go than a mistake should be able to.
    boolean isBraked(int confirmed) {
        return unexplained.size() > allowed() && unexplained.size() > confirmed;
    }
}

package dev.pairplane.simulators.kubernetes.registry;

import java.util.Optional;

/// How to delete.
///
/// @param uid refuse unless the object has that one
/// @param resourceVersion refuse unless the object is at that one
/// @param graceSeconds for pods; empty for what the pod says
/// @param orphan whether what it owns stays, without it as an owner
public record DeleteOptions(
        Optional<String> uid,
        Optional<String> resourceVersion,
        Optional<Integer> graceSeconds,
        boolean orphan,
        boolean dryRun) {

    public static final DeleteOptions DEFAULT =
            new DeleteOptions(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    /// At once, as a kubelet deletes a pod that has ended.
    public static DeleteOptions now(String uid) {
        return new DeleteOptions(Optional.of(uid), Optional.empty(), Optional.of(0), false, false);
    }
}

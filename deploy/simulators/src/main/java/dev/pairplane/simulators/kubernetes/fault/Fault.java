package dev.pairplane.simulators.kubernetes.fault;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Something that goes wrong for some requests.
///
/// @param verbs empty for all
/// @param resources plural names, a subresource after a slash; empty for all
/// @param namespace empty for all
/// @param user empty for all
/// @param probability of each request that fits, from 0 to 1
/// @param times how often it happens before it is over, 0 for without end
public record Fault(
        Set<String> verbs,
        Set<String> resources,
        Optional<String> namespace,
        Optional<String> user,
        double probability,
        int times,
        Effect effect) {

    public Fault {
        verbs = Set.copyOf(verbs);
        resources = Set.copyOf(resources);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "probability " + probability + " is not from 0 to 1");
        }
        if (times < 0) {
            throw new IllegalArgumentException(
                    "times " + times + " is below 0, which means without end");
        }
    }

    /// What happens.
    public sealed interface Effect {

        /// The answer comes later.
        record Latency(Duration delay) implements Effect {}

        /// An error instead of an answer.
        ///
        /// @param retryAfterSeconds 0 for no such header
        /// @param afterEffect whether the request was carried out all the same
        record Answer(int code, int retryAfterSeconds, boolean afterEffect) implements Effect {}

        /// The connection closes without an answer.
        ///
        /// @param afterEffect whether the request was carried out all the same
        record Cut(boolean afterEffect) implements Effect {}

        /// A watch ends by itself.
        ///
        /// @param abrupt whether its connection breaks instead of ending in good order
        record DropWatch(int afterEvents, boolean abrupt) implements Effect {}

        /// A list shows what there was some changes ago.
        record StaleList(int changes) implements Effect {}
    }

    /// For every request, every time.
    public static Fault always(Effect effect) {
        return new Fault(Set.of(), Set.of(), Optional.empty(), Optional.empty(), 1, 0, effect);
    }

    public Fault verbs(String... only) {
        return new Fault(Set.of(only), resources, namespace, user, probability, times, effect);
    }

    public Fault resources(String... only) {
        return new Fault(verbs, Set.of(only), namespace, user, probability, times, effect);
    }

    public Fault namespace(String only) {
        return new Fault(verbs, resources, Optional.of(only), user, probability, times, effect);
    }

    public Fault user(String only) {
        return new Fault(
                verbs, resources, namespace, Optional.of(only), probability, times, effect);
    }

    public Fault probability(double of) {
        return new Fault(verbs, resources, namespace, user, of, times, effect);
    }

    public Fault times(int count) {
        return new Fault(verbs, resources, namespace, user, probability, count, effect);
    }

    boolean fits(Call call) {
        return (verbs.isEmpty() || verbs.contains(call.verb()))
                && (resources.isEmpty() || resources.contains(call.resource()))
                && Call.fits(namespace, call.namespace())
                && Call.fits(user, call.user());
    }
}

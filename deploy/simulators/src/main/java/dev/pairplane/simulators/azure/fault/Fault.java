package dev.pairplane.simulators.azure.fault;

import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Something that goes wrong with some requests. The factories hit every request once; the other
/// methods give a fault that is narrower, or hits more often.
///
/// @param methods upper case; all when empty
/// @param kind the kind of resource in the path
/// @param call the last segment of a gateway's call or list (`updateServices`, `addressLocations`,
///   …), or `operations`, ignoring case; all when empty
/// @param name a glob (`*`, `?`) for the resource's name, ignoring case; all when empty
/// @param times how many requests it hits before it is gone; 0 for no end
/// @param probability of hitting a request that fits, from 0 to 1
public record Fault(
        Set<String> methods,
        Optional<ResourceKind> kind,
        String call,
        String name,
        int times,
        double probability,
        FaultAction action) {

    public Fault {
        methods = Set.copyOf(methods);
        if (times < 0 || !(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "a fault hits 0 (no end) or more times, with a probability from 0 to 1, not "
                            + times
                            + " times with "
                            + probability);
        }
    }

    private static Fault of(FaultAction action) {
        return new Fault(Set.of(), Optional.empty(), "", "", 1, 1, action);
    }

    /// An answer with an error.
    public static Fault error(int status, String code) {
        return of(
                new FaultAction.Failure(
                        status, code, "Injected by the simulator.", OptionalInt.empty()));
    }

    /// An answer with 429 and Retry-After in seconds.
    public static Fault throttled(int retryAfter) {
        return error(429, "TooManyRequests").retryAfter(retryAfter);
    }

    /// The answer is lost, and the request too.
    public static Fault lostBefore() {
        return of(new FaultAction.CutBefore());
    }

    /// The answer is lost; the request has taken effect.
    public static Fault lostAfter() {
        return of(new FaultAction.CutAfter());
    }

    /// No answer, and no effect.
    public static Fault hang() {
        return of(new FaultAction.Hang(false));
    }

    /// No answer, but the effect.
    public static Fault hangAfter() {
        return of(new FaultAction.Hang(true));
    }

    /// The answer is lost, and the effect comes later.
    public static Fault lateEffect(Duration delay) {
        return of(new FaultAction.LateEffect(delay));
    }

    /// A late answer.
    public static Fault slow(Duration delay) {
        return of(new FaultAction.Slow(delay));
    }

    /// An answer in another flavour.
    public static Fault answered(Flavour flavour) {
        return of(new FaultAction.Answered(flavour));
    }

    /// Only these methods.
    public Fault on(String... only) {
        return new Fault(Set.of(only), kind, call, name, times, probability, action);
    }

    /// Only this kind of resource.
    public Fault on(ResourceKind only) {
        return new Fault(methods, Optional.of(only), call, name, times, probability, action);
    }

    /// Only this call of a gateway.
    public Fault onCall(String only) {
        return new Fault(methods, kind, only, name, times, probability, action);
    }

    /// Only resources whose name fits the glob.
    public Fault named(String glob) {
        return new Fault(methods, kind, call, glob, times, probability, action);
    }

    /// The next n requests.
    public Fault times(int n) {
        return new Fault(methods, kind, call, name, n, probability, action);
    }

    /// Every request until the fault is removed.
    public Fault always() {
        return times(0);
    }

    /// Each request with this probability.
    public Fault probability(double p) {
        return new Fault(methods, kind, call, name, times, p, action);
    }

    /// Adds a Retry-After in seconds to an error.
    ///
    /// @throws IllegalStateException when it is another fault
    public Fault retryAfter(int seconds) {
        if (!(action instanceof FaultAction.Failure error)) {
            throw new IllegalStateException("only an error has a Retry-After");
        }
        return new Fault(
                methods,
                kind,
                call,
                name,
                times,
                probability,
                new FaultAction.Failure(
                        error.status(), error.code(), error.message(), OptionalInt.of(seconds)));
    }

    boolean fits(Subject subject) {
        return (methods.isEmpty() || methods.contains(subject.method()))
                && (kind.isEmpty() || kind.equals(subject.kind()))
                && (call.isEmpty() || call.equalsIgnoreCase(subject.call()))
                && (name.isEmpty() || glob().matcher(subject.name()).matches());
    }

    private Pattern glob() {
        StringBuilder pattern = new StringBuilder();
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            pattern.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE);
    }

    /// What of a request decides whether a fault hits it.
    public record Subject(String method, Optional<ResourceKind> kind, String name, String call) {}
}

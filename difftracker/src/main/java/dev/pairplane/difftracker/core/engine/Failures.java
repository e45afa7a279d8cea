package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import java.util.Locale;
import java.util.Set;

/// Sorts what calls came to. Only codes that are listed here are for good; every other refusal is
/// tried again.
final class Failures {

    /// Codes with which Azure refuses what was asked for itself: the same request will be refused
    /// again until somebody changes the Service, a policy or the subscription.
    static final Set<String> TERMINAL =
            Set.of(
                    "disallowedbypolicy",
                    "requestdisallowedbypolicy",
                    "invalidrequestformat",
                    "invalidresourcename",
                    "invalidresourcereference",
                    "loadbalancerruleduplicatefrontendport",
                    "rulesusesamebackendportprotocolandpool",
                    "rulesusesamefrontendportprotocolandipconfig",
                    "skunotsupported",
                    "subscriptionnotregisteredforfeature");

    private Failures() {}

    /// Sorts the ending of a call that was not done.
    ///
    /// @param what names the call for people, as in `put load balancer`
    static Failure of(String what, Outcome<?> outcome) {
        ErrorCode code = ErrorCode.of(outcome);
        return switch (outcome) {
            case Outcome.Done<?> _ ->
                    throw new IllegalArgumentException("it was done, and failed of nothing");
            case Outcome.Refused<?>(var error) -> refused(what, error, code);
            case Outcome.Unanswered<?>(var why) ->
                    new Failure.Transient(what + ": no answer: " + why, code);
            case Outcome.NotSent<?>(var reason, var after) -> {
                String text = what + ": not sent: " + reason.name().toLowerCase(Locale.ROOT);
                yield switch (reason) {
                    case UNREACHABLE, NO_TOKEN -> new Failure.Transient(text, code);
                    case BREAKER_OPEN, BULKHEAD_FULL, SHUTDOWN ->
                            new Failure.NoAttempt(text, code, after);
                };
            }
        };
    }

    private static Failure refused(String what, CallError error, ErrorCode code) {
        String text = what + ": " + error;
        if (error.throttled()) {
            return new Failure.NoAttempt(text, code, error.retryAfter());
        }
        if (error.stillHasAddresses()) {
            return new Failure.StillHasAddresses(text);
        }
        boolean forGood =
                error.status() < 500 && TERMINAL.contains(error.code().toLowerCase(Locale.ROOT));
        return forGood
                ? new Failure.Terminal(text, ErrorCode.VALIDATION_ERROR)
                : new Failure.Transient(text, code);
    }
}

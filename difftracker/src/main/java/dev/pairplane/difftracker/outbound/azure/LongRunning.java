package dev.pairplane.difftracker.outbound.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.outbound.azure.ArmTransport.Call;
import dev.pairplane.difftracker.outbound.guard.Sent;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Follows writes to their end.
///
/// A write that is answered 2xx and not yet done is polled at `Azure-AsyncOperation`, else at
/// `Location`, as often as `Retry-After` says. Polls that fail are repeated until the call's time
/// is over; then the write is unanswered. Where there is nothing to poll, or the operation is no
/// longer known, the resource itself tells, if there is one. A failed operation counts as refused,
/// with status 200: it may have had part of its effect.
final class LongRunning {

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    private final ArmTransport transport;
    private final ArmUris uris;
    private final Duration pollDelay;
    private final Duration maxPollDelay;

    LongRunning(ArmTransport transport, ArmUris uris, ArmSettings settings) {
        this.transport = transport;
        this.uris = uris;
        this.pollDelay = settings.pollDelay();
        this.maxPollDelay = settings.maxPollDelay();
    }

    /// How an operation ended.
    private sealed interface End {

        record Succeeded() implements End {}

        record Failed(CallError error) implements End {}

        /// Nobody can say: there is nothing to poll, or it is no longer known.
        record Unknown() implements End {}

        /// The call's time is over.
        record Late() implements End {}
    }

    /// Something to poll.
    ///
    /// @param uri where
    /// @param location whether it is a `Location`, which says less than an operation's status
    private record Monitor(URI uri, boolean location) {}

    /// Creates or replaces a resource and answers with a fresh read of it.
    Outcome<JsonNode> put(Call call, URI uri, JsonNode body) throws InterruptedException {
        return switch (transport.send(call, "PUT", uri, body)) {
            case Sent.Held(var reason, var retryAfter) -> new Outcome.NotSent<>(reason, retryAfter);
            case Sent.Lost(var why) -> new Outcome.Unanswered<>(why);
            case Sent.Answered(var answer) -> afterPut(call, uri, answer);
        };
    }

    private Outcome<JsonNode> afterPut(Call call, URI uri, ArmAnswer answer)
            throws InterruptedException {
        Optional<Outcome<JsonNode>> early = notBegun(answer);
        if (early.isPresent()) {
            return early.orElseThrow();
        }
        return switch (follow(call, uri, answer)) {
            case End.Succeeded() -> read(call, uri, false);
            case End.Failed(var error) -> new Outcome.Refused<>(error);
            case End.Unknown() -> read(call, uri, true);
            case End.Late() -> call.deadline().expired();
        };
    }

    /// What an answer to a write comes to when there is nothing to follow: an error, an error in
    /// the body of a success, or something that Azure would not say.
    private static <T> Optional<Outcome<T>> notBegun(ArmAnswer answer) {
        if (!answer.isSuccess()) {
            return Optional.of(new Outcome.Refused<>(answer.error()));
        }
        if (answer.unreadable().isPresent()) {
            return Optional.of(
                    new Outcome.Unanswered<>(
                            "answered "
                                    + answer.status()
                                    + " with no JSON, but: "
                                    + answer.unreadable().orElseThrow()));
        }
        return answer.errorInBody().map(Outcome.Refused<T>::new);
    }

    /// Reads a resource after a write, as often as it takes to get an answer.
    ///
    /// @param unsettled whether it may not be there yet
    private Outcome<JsonNode> read(Call call, URI uri, boolean unsettled)
            throws InterruptedException {
        Duration delay;
        do {
            delay = pollDelay;
            if (transport.follow(call, uri) instanceof Sent.Answered(var answer)) {
                delay = delay(answer.retryAfter());
                if (answer.isSuccess() && answer.body().isObject()) {
                    Provisioning state = ResourceReader.provisioning(answer.body());
                    if (state == Provisioning.FAILED) {
                        return new Outcome.Refused<>(failedState(answer));
                    }
                    if (!unsettled || state != Provisioning.UPDATING) {
                        return new Outcome.Done<>(answer.body());
                    }
                } else if (!passes(answer) && !(unsettled && answer.status() == NOT_FOUND)) {
                    return new Outcome.Refused<>(answer.error());
                }
            }
        } while (call.deadline().pause(delay));
        return call.deadline().expired();
    }

    private static CallError failedState(ArmAnswer answer) {
        return new CallError(
                OK,
                "ProvisioningStateFailed",
                "the resource is in provisioningState "
                        + answer.body().path("properties").path("provisioningState").asText(),
                Optional.empty());
    }

    /// Deletes a resource.
    Outcome<Void> delete(Call call, URI uri) throws InterruptedException {
        return switch (transport.send(call, "DELETE", uri, null)) {
            case Sent.Held(var reason, var retryAfter) -> new Outcome.NotSent<>(reason, retryAfter);
            case Sent.Lost(var why) -> new Outcome.Unanswered<>(why);
            case Sent.Answered(var answer) -> afterDelete(call, uri, answer);
        };
    }

    private Outcome<Void> afterDelete(Call call, URI uri, ArmAnswer answer)
            throws InterruptedException {
        if (answer.status() == NOT_FOUND) {
            return done();
        }
        Optional<Outcome<Void>> early = notBegun(answer);
        if (early.isPresent()) {
            return early.orElseThrow();
        }
        if (answer.status() == OK || answer.status() == NO_CONTENT) {
            return done();
        }
        return switch (follow(call, uri, answer)) {
            case End.Succeeded() -> done();
            case End.Failed(var error) -> new Outcome.Refused<>(error);
            case End.Unknown() -> untilGone(call, uri);
            case End.Late() -> call.deadline().expired();
        };
    }

    private Outcome<Void> untilGone(Call call, URI uri) throws InterruptedException {
        Duration delay;
        do {
            delay = pollDelay;
            if (transport.follow(call, uri) instanceof Sent.Answered(var answer)) {
                if (answer.status() == NOT_FOUND) {
                    return done();
                }
                delay = delay(answer.retryAfter());
            }
        } while (call.deadline().pause(delay));
        return call.deadline().expired();
    }

    /// Sends an action on a resource.
    ///
    /// @param absentIsDone whether a 404 says that there was nothing to do
    Outcome<Void> post(Call call, URI uri, JsonNode body, boolean absentIsDone)
            throws InterruptedException {
        return switch (transport.send(call, "POST", uri, body)) {
            case Sent.Held(var reason, var retryAfter) -> new Outcome.NotSent<>(reason, retryAfter);
            case Sent.Lost(var why) -> new Outcome.Unanswered<>(why);
            case Sent.Answered(var answer) when absentIsDone && answer.status() == NOT_FOUND ->
                    done();
            case Sent.Answered(var answer) -> afterPost(call, uri, answer);
        };
    }

    private Outcome<Void> afterPost(Call call, URI uri, ArmAnswer answer)
            throws InterruptedException {
        Optional<Outcome<Void>> early = notBegun(answer);
        if (early.isPresent()) {
            return early.orElseThrow();
        }
        // A 200 to the POST itself says that all is done, whatever headers come with it.
        if (answer.status() == OK || answer.status() == NO_CONTENT) {
            return done();
        }
        return switch (follow(call, uri, answer)) {
            case End.Succeeded() -> done();
            case End.Failed(var error) -> new Outcome.Refused<>(error);
            case End.Unknown() ->
                    new Outcome.Unanswered<>(
                            "answered " + answer.status() + ", and there is nothing to poll");
            case End.Late() -> call.deadline().expired();
        };
    }

    private End follow(Call call, URI from, ArmAnswer first) throws InterruptedException {
        Optional<Monitor> monitor = monitor(from, first);
        if (monitor.isEmpty()) {
            return new End.Unknown();
        }
        Monitor at = monitor.orElseThrow();
        Duration delay = delay(first.retryAfter());
        while (call.deadline().pause(delay)) {
            delay = pollDelay;
            switch (transport.follow(call, at.uri())) {
                case Sent.Answered(var answer) -> {
                    Optional<End> end = judge(at, answer);
                    if (end.isPresent()) {
                        return end.orElseThrow();
                    }
                    delay = delay(answer.retryAfter());
                    if (at.location()) {
                        at = location(at.uri(), answer).orElse(at);
                    }
                }
                case Sent.Held(_, var retryAfter) -> delay = delay(retryAfter);
                case Sent.Lost<ArmAnswer> _ -> {
                    // What the operation does, it does without this poll.
                }
            }
        }
        return new End.Late();
    }

    private Optional<Monitor> monitor(URI from, ArmAnswer answer) {
        Supplier<Optional<Monitor>> location = () -> location(from, answer);
        return answer.header("Azure-AsyncOperation")
                .flatMap(text -> uris.link(from, text))
                .map(uri -> new Monitor(uri, false))
                .or(location);
    }

    private Optional<Monitor> location(URI from, ArmAnswer answer) {
        return answer.header("Location")
                .flatMap(text -> uris.link(from, text))
                .map(uri -> new Monitor(uri, true));
    }

    private Duration delay(Optional<Duration> asked) {
        Duration delay = asked.orElse(pollDelay);
        return delay.compareTo(maxPollDelay) > 0 ? maxPollDelay : delay;
    }

    /// Whether an answer says nothing but that it is to be asked for again.
    private static boolean passes(ArmAnswer answer) {
        int status = answer.status();
        return status == UNAUTHORIZED
                || status == REQUEST_TIMEOUT
                || status == TOO_MANY
                || status >= SERVER
                || (answer.isSuccess() && answer.unreadable().isPresent());
    }

    /// What a poll's answer says of the operation; nothing while it goes on.
    private static Optional<End> judge(Monitor at, ArmAnswer answer) {
        if (passes(answer)) {
            return Optional.empty();
        }
        int status = answer.status();
        if (status == NOT_FOUND || status == GONE || status == FORBIDDEN) {
            return Optional.of(new End.Unknown());
        }
        if (!answer.isSuccess()) {
            return Optional.of(new End.Failed(answer.failedOperation()));
        }
        Optional<CallError> error = answer.errorInBody();
        if (error.isPresent()) {
            return Optional.of(new End.Failed(error.orElseThrow()));
        }
        if (at.location() && answer.bodyStatus().isEmpty()) {
            boolean over = status == OK || status == CREATED || status == NO_CONTENT;
            return over ? Optional.of(new End.Succeeded()) : Optional.empty();
        }
        boolean over = status != ACCEPTED && answer.bodyStatus().equals("succeeded");
        return over ? Optional.of(new End.Succeeded()) : Optional.empty();
    }

    @SuppressWarnings("NullAway") // A call that brings nothing has no other value.
    static Outcome<Void> done() {
        return new Outcome.Done<>(null);
    }
}

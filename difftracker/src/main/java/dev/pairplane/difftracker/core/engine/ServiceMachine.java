package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.engine.Step.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What becomes of a service when something happens to it. Pure: the same service, event and facts
/// give the same step. Every event is allowed in every state; one that means nothing there changes
/// nothing.
final class ServiceMachine {

    private ServiceMachine() {}

    /// @param now the service as it is; null when it is not tracked
    static Step next(@Nullable Tracked now, ServiceEvent event, Facts facts) {
        if (now == null) {
            return untracked(event, facts);
        }
        return switch (event) {
            case ServiceEvent.Wanted wanted -> wanted(now.object(wanted.object()), wanted, facts);
            case ServiceEvent.Found _ -> Step.to(now);
            case ServiceEvent.Rejected _ -> Step.to(now.recreate(false));
            case ServiceEvent.Unwanted(_, _, var asked) -> unwanted(now, asked, facts);
            case ServiceEvent.Dispatched(var ticket) -> dispatched(now, ticket, facts);
            case ServiceEvent.Succeeded(var ticket) ->
                    holds(now, ticket) ? succeeded(now, ticket, facts) : stale(now);
            case ServiceEvent.Failed(var ticket, var failure) ->
                    holds(now, ticket) ? failed(now, ticket, failure, facts) : stale(now);
            case ServiceEvent.ServiceGone(var ticket) ->
                    holds(now, ticket) ? serviceGone(now, facts) : stale(now);
            case ServiceEvent.Drained _ -> drained(now, facts);
            case ServiceEvent.Reappeared _ -> reappeared(now, facts);
            case ServiceEvent.Missing _ -> missing(now, facts);
            case ServiceEvent.AzureAnswered _ -> azureAnswered(now, facts);
        };
    }

    private static Step untracked(ServiceEvent event, Facts facts) {
        return switch (event) {
            case ServiceEvent.Wanted(var key, var object, var spec) ->
                    Step.to(
                            Tracked.fresh(
                                    key,
                                    object,
                                    ServiceState.NOT_STARTED,
                                    Optional.of(spec),
                                    facts.now(),
                                    facts.newId()));
            case ServiceEvent.Found(var key, var object, var spec) ->
                    Step.to(
                            Tracked.fresh(
                                            key,
                                            object,
                                            ServiceState.CREATED,
                                            spec,
                                            facts.now(),
                                            facts.newId())
                                    .applied(spec));
            case ServiceEvent.Unwanted(var key, var object, _) ->
                    Step.to(
                            Tracked.fresh(
                                    key,
                                    object,
                                    deletion(facts),
                                    Optional.empty(),
                                    facts.now(),
                                    facts.newId()));
            case ServiceEvent.Succeeded _, ServiceEvent.Failed _, ServiceEvent.ServiceGone _ ->
                    Step.gone(new Signal.Stale());
            case ServiceEvent.Rejected _,
                    ServiceEvent.Dispatched _,
                    ServiceEvent.Drained _,
                    ServiceEvent.Reappeared _,
                    ServiceEvent.Missing _,
                    ServiceEvent.AzureAnswered _ ->
                    Step.gone();
        };
    }

    private static Step wanted(Tracked now, ServiceEvent.Wanted event, Facts facts) {
        Optional<InboundSpec> spec = Optional.of(event.spec());
        Tracked told = now.desired(spec);
        return switch (now.state()) {
            // A spec that changed is a new try; the same one changes nothing, a park included.
            case NOT_STARTED ->
                    Step.to(
                            spec.equals(now.desired())
                                    ? now
                                    : told.attempts(Attempts.fresh(facts.now())));
            case CREATION_IN_PROGRESS -> Step.to(told);
            case CREATED -> Step.to(spec.equals(now.applied()) ? told : notStarted(told, facts));
            case DELETION_PENDING, DELETION_IN_PROGRESS -> Step.to(told.recreate(true));
        };
    }

    private static Step unwanted(Tracked now, boolean asked, Facts facts) {
        return switch (now.state()) {
            case NOT_STARTED, CREATION_IN_PROGRESS, CREATED ->
                    Step.to(
                            now.to(deletion(facts), facts.now())
                                    .recreate(false)
                                    .attempts(Attempts.fresh(facts.now())));
            case DELETION_PENDING, DELETION_IN_PROGRESS -> {
                boolean parked = now.attempts().isParkedFor(ParkReason.RETRIES_EXCEEDED);
                yield Step.to(
                        now.recreate(false)
                                .attempts(
                                        parked && asked
                                                ? now.attempts().again(facts.now())
                                                : now.attempts()));
            }
        };
    }

    private static Step dispatched(Tracked now, Ticket ticket, Facts facts) {
        if (now.next().filter(kind -> kind == ticket.kind()).isEmpty()) {
            return Step.to(now);
        }
        Attempts attempts =
                now.attempts().park().isPresent()
                        ? now.attempts().again(facts.now())
                        : now.attempts();
        Tracked ready = now.attempts(attempts);
        return Step.to(
                switch (ticket.kind()) {
                    case CREATE ->
                            ready.working(
                                    ticket,
                                    ServiceState.CREATION_IN_PROGRESS,
                                    now.desired(),
                                    facts.now());
                    case DELETE ->
                            ready.working(
                                    ticket,
                                    ServiceState.DELETION_IN_PROGRESS,
                                    Optional.empty(),
                                    facts.now());
                });
    }

    private static Step succeeded(Tracked now, Ticket ticket, Facts facts) {
        Signal ended = new Signal.Ended(ticket.kind(), now.attempts().failed());
        return switch (ticket.kind()) {
            case CREATE -> Step.to(created(now, facts), ended);
            case DELETE -> new Step(deleted(now, facts), List.of(ended));
        };
    }

    private static Tracked created(Tracked now, Facts facts) {
        Tracked applied = now.applied(now.inFlight()).attempts(Attempts.fresh(facts.now()));
        if (now.isDeleting()) {
            return applied.idle(deletion(facts), facts.now());
        }
        boolean drifted = !now.desired().equals(now.inFlight());
        return applied.idle(drifted ? ServiceState.NOT_STARTED : ServiceState.CREATED, facts.now());
    }

    private static Optional<Tracked> deleted(Tracked now, Facts facts) {
        if (!now.recreate()) {
            return Optional.empty();
        }
        return Optional.of(
                Tracked.fresh(
                        now.key(),
                        now.object(),
                        ServiceState.NOT_STARTED,
                        now.desired(),
                        facts.now(),
                        facts.newId()));
    }

    private static Step failed(Tracked now, Ticket ticket, Failure failure, Facts facts) {
        return switch (ticket.kind()) {
            case CREATE -> createFailed(now, ticket, failure, facts);
            case DELETE -> {
                boolean still = failure instanceof Failure.StillHasAddresses || facts.holds();
                ServiceState next =
                        still ? ServiceState.DELETION_PENDING : ServiceState.DELETION_IN_PROGRESS;
                yield retried(now.idle(next, facts.now()), ticket, failure, facts);
            }
        };
    }

    private static Step createFailed(Tracked now, Ticket ticket, Failure failure, Facts facts) {
        if (now.isDeleting()) {
            // It belongs to the create that the deletion overtook.
            return Step.to(
                    now.idle(deletion(facts), facts.now()).attempts(Attempts.fresh(facts.now())),
                    new Signal.Ended(ticket.kind(), now.attempts().failed()));
        }
        boolean drifted = !now.desired().equals(now.inFlight());
        Tracked idle = now.idle(ServiceState.NOT_STARTED, facts.now());
        return drifted
                ? Step.to(idle.attempts(Attempts.fresh(facts.now())))
                : retried(idle, ticket, failure, facts);
    }

    private static Step retried(Tracked idle, Ticket ticket, Failure failure, Facts facts) {
        Attempts attempts = idle.attempts();
        return switch (failure) {
            case Failure.Transient(var message, _) -> oneMore(idle, ticket, message, facts);
            case Failure.StillHasAddresses(var message) -> oneMore(idle, ticket, message, facts);
            case Failure.NoAttempt(var message, _, var after) -> {
                Duration wait =
                        after.orElseGet(() -> facts.limits().backoff().delay(1, facts.random()));
                yield Step.to(idle.attempts(attempts.later(facts.now() + wait.toNanos(), message)));
            }
            case Failure.InDoubt(var message, var until) ->
                    Step.to(idle.attempts(attempts.later(until, message)));
            case Failure.Terminal(var message, _) ->
                    parked(idle, ticket, ParkReason.TERMINAL_ERROR, message, facts);
            case Failure.Foreign(var message) ->
                    parked(idle, ticket, ParkReason.FOREIGN_RESOURCE, message, facts);
        };
    }

    private static Step oneMore(Tracked idle, Ticket ticket, String message, Facts facts) {
        int failures = idle.attempts().failed() + 1;
        Duration wait = facts.limits().backoff().delay(failures, facts.random());
        Attempts counted = idle.attempts().failed(facts.now() + wait.toNanos(), message);
        if (failures < facts.limits().maxRetries()) {
            return Step.to(idle.attempts(counted));
        }
        return parked(idle.attempts(counted), ticket, ParkReason.RETRIES_EXCEEDED, message, facts);
    }

    private static Step parked(
            Tracked idle, Ticket ticket, ParkReason reason, String message, Facts facts) {
        Attempts attempts = idle.attempts();
        Duration wait =
                reason == ParkReason.RETRIES_EXCEEDED
                        ? facts.limits().cooldown().delay(attempts.parks() + 1, facts.random())
                        : facts.limits().terminalCooldown();
        boolean outage = facts.answeredAtNanos() - attempts.burstSinceNanos() < 0;
        var park =
                new Attempts.Park(
                        reason,
                        message,
                        facts.now() + wait.toNanos(),
                        outage && reason == ParkReason.RETRIES_EXCEEDED);
        return Step.to(
                idle.attempts(attempts.parked(park)),
                new Signal.Parked(park),
                new Signal.Ended(ticket.kind(), attempts.failed()));
    }

    private static Step serviceGone(Tracked now, Facts facts) {
        // An earlier try may have made something of it, so it is deleted and not just forgotten.
        boolean wantedAgain = now.isDeleting() && now.recreate();
        return Step.to(
                now.idle(deletion(facts), facts.now())
                        .recreate(wantedAgain)
                        .attempts(Attempts.fresh(facts.now())),
                new Signal.Ended(OperationKind.CREATE, now.attempts().failed()));
    }

    private static Step drained(Tracked now, Facts facts) {
        return Step.to(
                now.state() == ServiceState.DELETION_PENDING && !facts.holds()
                        ? now.to(ServiceState.DELETION_IN_PROGRESS, facts.now())
                        : now);
    }

    private static Step reappeared(Tracked now, Facts facts) {
        boolean waits =
                now.state() == ServiceState.DELETION_IN_PROGRESS
                        && !now.ticket().filter(t -> t.kind() == OperationKind.DELETE).isPresent();
        return Step.to(
                waits && facts.holds() ? now.to(ServiceState.DELETION_PENDING, facts.now()) : now);
    }

    private static Step missing(Tracked now, Facts facts) {
        return Step.to(
                now.state() == ServiceState.CREATED && now.desired().isPresent()
                        ? notStarted(now, facts)
                        : now);
    }

    private static Step azureAnswered(Tracked now, Facts facts) {
        boolean waits = now.attempts().park().filter(Attempts.Park::outage).isPresent();
        return Step.to(waits ? now.attempts(now.attempts().again(facts.now())) : now);
    }

    private static Tracked notStarted(Tracked now, Facts facts) {
        return now.to(ServiceState.NOT_STARTED, facts.now())
                .attempts(Attempts.fresh(facts.now()))
                .correlation(facts.newId());
    }

    private static ServiceState deletion(Facts facts) {
        return facts.holds() ? ServiceState.DELETION_PENDING : ServiceState.DELETION_IN_PROGRESS;
    }

    private static boolean holds(Tracked now, Ticket ticket) {
        return now.ticket().filter(ticket::equals).isPresent();
    }

    private static Step stale(Tracked now) {
        return Step.to(now, new Signal.Stale());
    }
}

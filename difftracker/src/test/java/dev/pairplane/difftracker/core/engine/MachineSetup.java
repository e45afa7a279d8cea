package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.retry.Backoff;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Every kind of service that can be, and every kind of event, by name.
final class MachineSetup {

    static final long NOW = Duration.ofHours(1).toNanos();
    static final ServiceKey KEY = ServiceKey.inbound("11111111-2222-3333-4444-555555555555");
    static final ObjectRef OBJECT = new ObjectRef("shop", "web", KEY.identity());
    static final InboundSpec SPEC = spec(80);
    static final InboundSpec OTHER = spec(81);
    static final Ticket CREATE = new Ticket(OperationKind.CREATE, 7);
    static final Ticket DELETE = new Ticket(OperationKind.DELETE, 8);
    static final Facts.Limits LIMITS =
            new Facts.Limits(
                    3,
                    new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0),
                    new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(5), 0),
                    Duration.ofHours(1));

    private MachineSetup() {}

    static InboundSpec spec(int port) {
        return new InboundSpec(
                IpFamily.IPV4, List.of(new LoadBalancerRule(Protocol.TCP, port, 8080, 4, false)));
    }

    static Facts facts(boolean holds) {
        return facts(holds, NOW);
    }

    static Facts facts(boolean holds, long now) {
        return new Facts(holds, now, NOW - 1, LIMITS, RandomGenerator.of("L64X128MixRandom"));
    }

    static Tracked notStarted() {
        return Tracked.fresh(
                KEY, OBJECT, ServiceState.NOT_STARTED, Optional.of(SPEC), NOW, "correlation");
    }

    static Tracked creating() {
        return notStarted()
                .working(CREATE, ServiceState.CREATION_IN_PROGRESS, Optional.of(SPEC), NOW);
    }

    static Tracked created() {
        return notStarted().applied(Optional.of(SPEC)).to(ServiceState.CREATED, NOW);
    }

    static Tracked deleting() {
        return created().to(ServiceState.DELETION_IN_PROGRESS, NOW);
    }

    static Tracked parked(Tracked service, ParkReason reason) {
        return service.attempts(
                new Attempts(3, 0, NOW, NOW, Optional.empty(), "")
                        .parked(
                                new Attempts.Park(
                                        reason,
                                        "why",
                                        NOW + Duration.ofMinutes(1).toNanos(),
                                        reason == ParkReason.RETRIES_EXCEEDED)));
    }

    /// Every kind of service, the untracked one included.
    static Map<String, @Nullable Tracked> services() {
        Map<String, @Nullable Tracked> all = new LinkedHashMap<>();
        all.put("absent", null);
        all.put("not_started", notStarted());
        all.put(
                "not_started, backing off",
                notStarted()
                        .attempts(
                                new Attempts(
                                        2, 0, NOW, NOW + 1_000_000_000L, Optional.empty(), "")));
        for (ParkReason reason : ParkReason.values()) {
            all.put("not_started, parked " + reason.label(), parked(notStarted(), reason));
        }
        all.put("creation_in_progress", creating());
        all.put("creation_in_progress, drifted", creating().desired(Optional.of(OTHER)));
        all.put("created", created());
        all.put(
                "created, unknown spec",
                created().applied(Optional.empty()).desired(Optional.empty()));
        all.put("deletion_pending", created().to(ServiceState.DELETION_PENDING, NOW));
        all.put(
                "deletion_pending, create running",
                creating().to(ServiceState.DELETION_PENDING, NOW));
        all.put(
                "deletion_pending, to be recreated",
                created().to(ServiceState.DELETION_PENDING, NOW).recreate(true));
        all.put("deletion_in_progress, waiting", deleting());
        all.put("deletion_in_progress, parked", parked(deleting(), ParkReason.RETRIES_EXCEEDED));
        all.put(
                "deletion_in_progress, create running",
                creating().to(ServiceState.DELETION_IN_PROGRESS, NOW));
        all.put("deletion_in_progress, running", running());
        all.put("deletion_in_progress, running, to be recreated", running().recreate(true));
        return all;
    }

    private static Tracked running() {
        return deleting().working(DELETE, ServiceState.DELETION_IN_PROGRESS, Optional.empty(), NOW);
    }

    /// Every kind of event; results come from the create, from the delete, and from an operation
    /// long over.
    static Map<String, ServiceEvent> events() {
        Map<String, ServiceEvent> all = new LinkedHashMap<>();
        all.put("wanted, same spec", new ServiceEvent.Wanted(KEY, OBJECT, SPEC));
        all.put("wanted, other spec", new ServiceEvent.Wanted(KEY, OBJECT, OTHER));
        all.put("found as wanted", new ServiceEvent.Found(KEY, OBJECT, Optional.of(SPEC)));
        all.put("found, rejected", new ServiceEvent.Found(KEY, OBJECT, Optional.empty()));
        all.put("rejected", new ServiceEvent.Rejected());
        all.put("unwanted", new ServiceEvent.Unwanted(KEY, OBJECT, false));
        all.put("unwanted, asked", new ServiceEvent.Unwanted(KEY, OBJECT, true));
        all.put(
                "dispatched create",
                new ServiceEvent.Dispatched(new Ticket(OperationKind.CREATE, 9)));
        all.put(
                "dispatched delete",
                new ServiceEvent.Dispatched(new Ticket(OperationKind.DELETE, 9)));
        all.put("create succeeded", new ServiceEvent.Succeeded(CREATE));
        all.put("delete succeeded", new ServiceEvent.Succeeded(DELETE));
        all.put("stale result", new ServiceEvent.Succeeded(new Ticket(OperationKind.DELETE, 1)));
        for (Ticket ticket : List.of(CREATE, DELETE)) {
            failures()
                    .forEach((name, failure) ->
                            all.put(
                                    ticket.kind().label() + " failed: " + name,
                                    new ServiceEvent.Failed(ticket, failure)));
        }
        all.put("service gone", new ServiceEvent.ServiceGone(CREATE));
        all.put("drained", new ServiceEvent.Drained());
        all.put("reappeared", new ServiceEvent.Reappeared());
        all.put("missing", new ServiceEvent.Missing());
        all.put("azure answered", new ServiceEvent.AzureAnswered());
        return all;
    }

    static Map<String, Failure> failures() {
        Map<String, Failure> all = new LinkedHashMap<>();
        all.put("transient", new Failure.Transient("503", ErrorCode.INTERNAL_ERROR));
        all.put(
                "no attempt",
                new Failure.NoAttempt(
                        "429", ErrorCode.THROTTLED, Optional.of(Duration.ofSeconds(40))));
        all.put("terminal", new Failure.Terminal("400", ErrorCode.VALIDATION_ERROR));
        all.put("foreign", new Failure.Foreign("not ours"));
        all.put("still has addresses", new Failure.StillHasAddresses("overlay"));
        all.put("in doubt", new Failure.InDoubt("waits", NOW + 5_000_000_000L));
        return all;
    }
}

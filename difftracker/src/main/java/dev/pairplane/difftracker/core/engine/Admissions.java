package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.cluster.Decision.Note;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.EventType;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject.Condition;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Tells people what became of their Services' specs: an event when it changes, a condition while
/// it lasts.
final class Admissions {

    private static final String ADMITTED = "Admitted";

    private final Kubernetes kubernetes;
    private final Duration timeout;
    private final Consumer<ControllerEvent> listener;
    private final Map<String, Note> rejected = new HashMap<>();
    private final Map<String, Set<Note>> noted = new HashMap<>();
    private final Map<String, Condition> asked = new HashMap<>();

    Admissions(Kubernetes kubernetes, Duration timeout, Consumer<ControllerEvent> listener) {
        this.kubernetes = kubernetes;
        this.timeout = timeout;
        this.listener = listener;
    }

    void rejected(ServiceObject service, Note note) {
        String uid = service.ref().uid();
        var condition = new Condition(false, note.reason(), note.message());
        boolean known = service.accepted().filter(condition::equals).isPresent();
        Note before = rejected.put(uid, note);
        if (!note.equals(before)) {
            listener.accept(
                    new ControllerEvent.AdmissionChanged(
                            service.ref(), Optional.of(note.reason())));
            if (!known) {
                kubernetes.record(service.ref(), EventType.WARNING, note.reason(), note.message());
            }
        }
        condition(service, condition, known);
    }

    void admitted(ServiceObject service, List<Note> notes) {
        String uid = service.ref().uid();
        if (rejected.remove(uid) != null) {
            listener.accept(new ControllerEvent.AdmissionChanged(service.ref(), Optional.empty()));
        }
        Set<Note> told = noted.computeIfAbsent(uid, _ -> new HashSet<>());
        for (Note note : notes) {
            if (told.add(note)) {
                kubernetes.record(service.ref(), EventType.WARNING, note.reason(), note.message());
            }
        }
        told.retainAll(Set.copyOf(notes));
        if (told.isEmpty()) {
            noted.remove(uid);
        }
        boolean wasRefused = service.accepted().filter(c -> !c.status()).isPresent();
        if (wasRefused) {
            condition(
                    service,
                    new Condition(true, ADMITTED, "the Service is served as it stands"),
                    false);
        } else {
            asked.remove(uid);
        }
    }

    void forget(String uid) {
        rejected.remove(uid);
        noted.remove(uid);
        asked.remove(uid);
    }

    Optional<Note> rejection(String uid) {
        return Optional.ofNullable(rejected.get(uid));
    }

    private void condition(ServiceObject service, Condition condition, boolean known) {
        String uid = service.ref().uid();
        if (known) {
            asked.remove(uid);
        } else if (!condition.equals(asked.put(uid, condition))) {
            kubernetes.accept(
                    service.ref(),
                    condition,
                    timeout,
                    outcome -> {
                        // Tried again when the Service is seen the next time, or by the next
                        // resync.
                        if (!(outcome instanceof Outcome.Done<?>)) {
                            asked.remove(uid);
                        }
                    });
        }
    }
}

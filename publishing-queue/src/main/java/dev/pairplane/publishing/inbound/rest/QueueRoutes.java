package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.publishing.core.intake.Publishing;
import dev.pairplane.publishing.inbound.json.Faults;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/// Shows the queue.
final class QueueRoutes {
    private final Publishing publishing;
    private final ApiSettings settings;
    private final PendingLetters pending;

    QueueRoutes(Publishing publishing, ApiSettings settings, InstantSource clock) {
        this.publishing = publishing;
        this.settings = settings;
        this.pending = new PendingLetters(publishing.deadLetters(), settings.pendingAge(), clock);
    }

    void status(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        exchange.parameters(Set.of(), faults);
        if (exchange.sound(faults)) {
            exchange.answer(200, QueueDocument.status(publishing.figures()));
        }
    }

    void stats(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        exchange.parameters(Set.of("scope"), faults).oneOf("scope", Map.of("instance", true));
        if (exchange.sound(faults)) {
            pending.ask(
                    exchange.later(count ->
                            exchange.answer(
                                    200, QueueDocument.stats(publishing.figures(), count))));
        }
    }

    void breakers(Exchange exchange) {
        Faults faults = new Faults(settings.maxFaults());
        exchange.parameters(Set.of(), faults);
        if (exchange.sound(faults)) {
            exchange.answer(200, QueueDocument.breakers(publishing.figures()));
        }
    }
}

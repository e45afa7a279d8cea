package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.journal.JournalEvent;
import dev.pairplane.publishing.core.queue.QueueEvent;
import java.util.function.Consumer;

/// Who is told what happens. All are called on the serial executor and must return at once.
public record Listeners(
        Consumer<QueueEvent> queue, Consumer<JournalEvent> journal, Consumer<IntakeEvent> intake) {}

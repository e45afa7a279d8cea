package dev.pairplane.difftracker.core.cluster;

import java.util.List;

/// Whether a Service can be served.
public sealed interface Decision {

    /// It can.
    ///
    /// @param spec what to make
    /// @param notes what its owner should know, each an event
    record Admitted(InboundSpec spec, List<Note> notes) implements Decision {

        public Admitted {
            notes = List.copyOf(notes);
        }
    }

    /// It has no ports: there is nothing to make, and nothing wrong.
    record Nothing() implements Decision {}

    /// It asks for something that cannot be given, or that would be less safe if it were ignored.
    ///
    /// @param note why, and what would be right
    record Rejected(Note note) implements Decision {}

    /// What is said in an event.
    ///
    /// @param reason the event's reason, a stable word
    /// @param message names what is wrong and what would be right
    record Note(String reason, String message) {}
}

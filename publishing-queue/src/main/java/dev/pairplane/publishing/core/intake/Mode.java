package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.target.TargetSet;
import java.util.Optional;

/// Whether alerts are delivered, or only counted because no target is enabled.
final class Mode {

    private boolean known;
    private boolean metricsOnly;

    /// What changed with new targets; empty when nothing did.
    Optional<IntakeEvent.ModeChanged> update(TargetSet targets) {
        int enabled = targets.enabled().size();
        boolean next = enabled == 0;
        if (known && next == metricsOnly) {
            return Optional.empty();
        }
        String reason;
        if (!known) {
            reason = "startup";
        } else if (!next) {
            reason = "targets_available";
        } else {
            reason = targets.all().isEmpty() ? "no_enabled_targets" : "targets_disabled";
        }
        known = true;
        metricsOnly = next;
        return Optional.of(new IntakeEvent.ModeChanged(next, reason, enabled));
    }
}

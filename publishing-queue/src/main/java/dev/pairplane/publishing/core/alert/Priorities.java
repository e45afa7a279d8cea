package dev.pairplane.publishing.core.alert;

/// Decides how urgent an alert is. The first rule that fits wins, and nothing else counts: not a
/// label `priority`, and not a classification as noise.
public final class Priorities {

    private static final String SEVERITY = "severity";

    private Priorities() {}

    /// High: a firing alert whose label `severity` is `critical`, or any that the classifier holds
    /// to be critical. Low: what is resolved, or whose label is `info`. Medium: the rest. Labels
    /// are compared without regard to case and blanks around them.
    public static Tier of(EnrichedAlert enriched) {
        Alert alert = enriched.alert();
        boolean firing = alert.status() == AlertStatus.FIRING;
        String severity = alert.labels().getOrDefault(SEVERITY, "").strip();
        if (firing && severity.equalsIgnoreCase(Severity.CRITICAL.label())) {
            return Tier.HIGH;
        }
        if (enriched.classification().filter(c -> c.severity() == Severity.CRITICAL).isPresent()) {
            return Tier.HIGH;
        }
        return !firing || severity.equalsIgnoreCase(Severity.INFO.label()) ? Tier.LOW : Tier.MEDIUM;
    }
}

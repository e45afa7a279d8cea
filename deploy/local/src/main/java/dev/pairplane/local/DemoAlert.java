package dev.pairplane.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// An alert of the demo, for all targets.
///
/// @param fingerprint its own
/// @param startsAt in RFC 3339
record DemoAlert(String fingerprint, Tier tier, String startsAt) {

    /// How urgent it is; the most urgent first.
    enum Tier {
        HIGH("critical"),
        MEDIUM("warning"),
        LOW("info");

        private final String severity;

        Tier(String severity) {
            this.severity = severity;
        }

        /// The label that makes a firing alert one of this tier.
        String severity() {
            return severity;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// So many of one tier.
    static List<DemoAlert> of(Tier tier, int count, String batch, String startsAt) {
        List<DemoAlert> alerts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alerts.add(
                    new DemoAlert("%s-%s-%03d".formatted(batch, tier.word(), i), tier, startsAt));
        }
        return alerts;
    }

    /// A fifth high, half medium, the rest low, in an order that looks random and is not.
    static List<DemoAlert> mixed(int count, String batch, String startsAt) {
        List<DemoAlert> alerts = new ArrayList<>();
        alerts.addAll(of(Tier.HIGH, count / 5, batch, startsAt));
        alerts.addAll(of(Tier.MEDIUM, count / 2, batch, startsAt));
        alerts.addAll(of(Tier.LOW, count - alerts.size(), batch, startsAt));
        Collections.shuffle(alerts, new Random(count));
        return alerts;
    }

    /// The body of a submission without a target.
    ObjectNode toJson() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ObjectNode alert = request.putObject("alert");
        alert.put("fingerprint", fingerprint);
        alert.put("alert_name", "Demo" + tier.severity());
        alert.put("status", "firing");
        alert.put("starts_at", startsAt);
        alert.putObject("labels").put("severity", tier.severity());
        return request;
    }
}

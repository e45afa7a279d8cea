package dev.pairplane.publishing.outbound.targetfile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import dev.pairplane.publishing.outbound.webhook.HeaderText;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads objects of headers.
final class HeaderFields {

    static final int MOST = 100;

    private final SecretField secrets;

    /// Reads the value of a field in which references may stand.
    @FunctionalInterface
    interface SecretField {

        /// Empty when there is a fault, which is then noted.
        Optional<String> read(Fields in, String field, JsonNode node);
    }

    HeaderFields(SecretField secrets) {
        this.secrets = secrets;
    }

    /// The headers under a field; those with faults are left out and the faults noted.
    Map<String, Secret> read(Fields in, String field) {
        var headers = new TreeMap<String, Secret>(String.CASE_INSENSITIVE_ORDER);
        Optional<JsonNode> node = in.node(field);
        if (node.isEmpty()) {
            return headers;
        }
        if (!node.orElseThrow().isObject()) {
            in.fault(field, "is an object of names and values");
        } else if (node.orElseThrow().size() > MOST) {
            in.fault(field, Reason.LIMIT, "has more than " + MOST + " headers");
        } else {
            node.orElseThrow()
                    .properties()
                    .forEach(header -> add(in, field, headers, header.getKey(), header.getValue()));
        }
        return headers;
    }

    private void add(
            Fields in, String field, Map<String, Secret> headers, String name, JsonNode node) {
        // A name that breaks lines is not repeated in messages.
        Optional<String> badName = HeaderText.faultInName(name);
        String place = field + "." + printable(name);
        if (badName.isPresent()) {
            in.fault(place, badName.orElseThrow());
            return;
        }
        Optional<String> value = secrets.read(in, place, node);
        Optional<String> badValue = value.flatMap(HeaderText::faultInValue);
        if (badValue.isPresent()) {
            in.fault(place, badValue.orElseThrow());
        } else if (value.isPresent() && headers.put(name, Secret.of(value.orElseThrow())) != null) {
            in.fault(place, "is there twice, in two spellings");
        }
    }

    private static String printable(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) : name;
        return shown.replaceAll("[^!-~]", "?").toLowerCase(Locale.ROOT);
    }
}

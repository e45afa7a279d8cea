package dev.pairplane.difftracker.app;

import java.util.LinkedHashMap;
import java.util.Map;

/// The options of the command line, as the properties they stand for.
///
/// @param properties names and values
/// @param problem what is wrong with the command line; empty when nothing is
record StartOptions(Map<String, String> properties, String problem) {
    private static final Map<String, String> KEYS =
            Map.of(
                    "--kubeconfig", "kubeconfig",
                    "--class", "difftracker.load_balancer_class",
                    "--confirm-removals", "difftracker.confirm_removals");

    StartOptions {
        properties = Map.copyOf(properties);
    }

    /// Reads `--name value` and `--name=value`.
    static StartOptions of(String... arguments) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            String name = parts[0];
            String key = KEYS.get(name);
            if (key == null) {
                return wrong("unknown argument " + arguments[i]);
            }
            boolean inside = parts.length == 2;
            if (!inside && i + 1 == arguments.length) {
                return wrong(name + " needs a value");
            }
            String value = inside ? parts[1] : arguments[++i];
            if (value.isEmpty()) {
                return wrong(name + " needs a value that is not empty");
            }
            if (properties.put(key, value) != null) {
                return wrong(name + " is given twice");
            }
        }
        return new StartOptions(properties, "");
    }

    private static StartOptions wrong(String problem) {
        return new StartOptions(Map.of(), problem);
    }
}

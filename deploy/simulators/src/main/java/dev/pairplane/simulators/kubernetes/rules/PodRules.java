package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Defaults and checks of pods.
final class PodRules {

    private static final Map<String, String> SPEC_DEFAULTS =
            Map.of(
                    "restartPolicy", "Always",
                    "dnsPolicy", "ClusterFirst",
                    "schedulerName", "default-scheduler",
                    "preemptionPolicy", "PreemptLowerPriority");

    /// What may change in the spec of a pod that exists.
    private static final List<String> MUTABLE =
            List.of(
                    "activeDeadlineSeconds",
                    "tolerations",
                    "schedulingGates",
                    "terminationGracePeriodSeconds");

    private PodRules() {}

    static void fill(ObjectNode pod) {
        ObjectNode spec = Json.child(pod, "spec");
        SPEC_DEFAULTS.forEach((field, value) -> {
            if (spec.path(field).asText("").isEmpty()) {
                spec.put(field, value);
            }
        });
        if (!spec.has("terminationGracePeriodSeconds")) {
            spec.put("terminationGracePeriodSeconds", 30);
        }
        if (!spec.has("enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        if (!spec.has("priority")) {
            spec.put("priority", 0);
        }
        tolerate(spec, "node.kubernetes.io/not-ready");
        tolerate(spec, "node.kubernetes.io/unreachable");
        for (JsonNode condition : Json.at(pod, "status.conditions")) {
            OtherRules.putNulls((ObjectNode) condition, "lastProbeTime", "lastTransitionTime");
        }
        Json.child(spec, "securityContext");
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                fillContainer((ObjectNode) container);
            }
        }
    }

    /// What admission adds to every pod.
    private static void tolerate(ObjectNode spec, String taint) {
        for (JsonNode toleration : spec.path("tolerations")) {
            if (toleration.path("key").asText(taint).equals(taint)) {
                return;
            }
        }
        spec.withArray("/tolerations")
                .addObject()
                .put("key", taint)
                .put("operator", "Exists")
                .put("effect", "NoExecute")
                .put("tolerationSeconds", 300);
    }

    private static void fillContainer(ObjectNode container) {
        String image = container.path("image").asText("");
        String last = image.substring(image.lastIndexOf('/') + 1);
        boolean latest =
                (last.indexOf(':') < 0 && last.indexOf('@') < 0) || last.endsWith(":latest");
        Map<String, String> defaults =
                Map.of(
                        "imagePullPolicy", latest ? "Always" : "IfNotPresent",
                        "terminationMessagePath", "/dev/termination-log",
                        "terminationMessagePolicy", "File");
        defaults.forEach((field, value) -> {
            if (container.path(field).asText("").isEmpty()) {
                container.put(field, value);
            }
        });
        Json.child(container, "resources");
        for (JsonNode port : container.path("ports")) {
            if (port.path("protocol").asText("").isEmpty()) {
                ((ObjectNode) port).put("protocol", "TCP");
            }
        }
    }

    /// A new pod has no status but this.
    static void create(ObjectNode pod) {
        pod.putObject("status").put("phase", "Pending").put("qosClass", qosClass(pod));
    }

    private static String qosClass(JsonNode pod) {
        boolean any = false;
        boolean guaranteed = true;
        for (JsonNode container : pod.path("spec").path("containers")) {
            JsonNode limits = container.path("resources").path("limits");
            JsonNode requests = container.path("resources").path("requests");
            any |= !limits.isEmpty() || !requests.isEmpty();
            guaranteed &=
                    limits.has("cpu")
                            && limits.has("memory")
                            && (requests.isEmpty() || requests.equals(limits));
        }
        if (!any) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    static void check(Causes causes, JsonNode pod) {
        JsonNode spec = pod.path("spec");
        if (spec.path("containers").isEmpty()) {
            causes.required("spec.containers", "");
        }
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode container : spec.path("containers")) {
            String field = "spec.containers[" + index + "]";
            String name = container.path("name").asText("");
            if (name.isEmpty()) {
                causes.required(field + ".name", "");
            } else {
                Names.dnsLabel(causes, name, field + ".name");
            }
            if (!names.add(name)) {
                causes.duplicate(field + ".name", container.path("name"));
            }
            if (container.path("image").asText("").isEmpty()) {
                causes.required(field + ".image", "");
            }
            index++;
        }
        String restart = spec.path("restartPolicy").asText();
        if (!Set.of("Always", "OnFailure", "Never").contains(restart)) {
            causes.unsupported(
                    "spec.restartPolicy", restart, List.of("Always", "OnFailure", "Never"));
        }
    }

    static void checkUpdate(Causes causes, JsonNode pod, JsonNode old) {
        if (!fixed(pod).equals(fixed(old))) {
            causes.forbidden(
                    "spec",
                    "pod updates may not change fields other than `spec.containers[*].image`,"
                        + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
                        + " (only additions to existing"
                        + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set"
                        + " to 1 if it was previously negative)");
        }
    }

    private static JsonNode fixed(JsonNode pod) {
        JsonNode spec = pod.path("spec").deepCopy();
        if (spec instanceof ObjectNode object) {
            object.remove(MUTABLE);
        }
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                ((ObjectNode) container).remove(List.of("image", "resources"));
            }
        }
        return spec;
    }
}

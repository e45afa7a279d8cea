package dev.pairplane.difftracker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.testkit.ControlPlane;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a ServiceAccount may do, in the words of an audit log: `patch services/status`, `list
/// endpointslices.discovery.k8s.io`.
final class Rights {
    /// T-26 without the rows of leases and pods, which come with election and egress.
    static final Set<String> TABLE =
            Set.of(
                    "get services",
                    "list services",
                    "watch services",
                    "patch services",
                    "patch services/status",
                    "list nodes",
                    "watch nodes",
                    "list endpointslices.discovery.k8s.io",
                    "watch endpointslices.discovery.k8s.io",
                    "create events",
                    "patch events");

    /// What would hurt, or is near to what is allowed.
    static final List<String> FORBIDDEN =
            List.of(
                    "create services",
                    "update services",
                    "delete services",
                    "deletecollection services",
                    "get services/status",
                    "update services/status",
                    "get nodes",
                    "patch nodes",
                    "update nodes",
                    "delete nodes",
                    "get endpointslices.discovery.k8s.io",
                    "create endpointslices.discovery.k8s.io",
                    "update endpointslices.discovery.k8s.io",
                    "patch endpointslices.discovery.k8s.io",
                    "delete endpointslices.discovery.k8s.io",
                    "list endpoints",
                    "get events",
                    "list events",
                    "update events",
                    "delete events",
                    "create events.events.k8s.io",
                    "get pods",
                    "list pods",
                    "watch pods",
                    "patch pods",
                    "create pods/exec",
                    "get secrets",
                    "list secrets",
                    "watch secrets",
                    "get configmaps",
                    "list namespaces",
                    "get leases.coordination.k8s.io",
                    "create leases.coordination.k8s.io",
                    "update leases.coordination.k8s.io",
                    "create serviceaccounts/token",
                    "impersonate users",
                    "bind clusterroles.rbac.authorization.k8s.io",
                    "escalate clusterroles.rbac.authorization.k8s.io");

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

    private Rights() {}

    /// All that the API server's own review of an account lists for a namespace.
    static SortedSet<String> listed(ControlPlane plane, String account, String namespace) {
        var review = "{\"spec\": {\"namespace\": \"%s\"}}".formatted(namespace);
        var answer =
                plane.kubectlOf(account)
                        .runWith(
                                review,
                                "create",
                                "--raw",
                                REVIEWS + "selfsubjectrulesreviews",
                                "-f",
                                "-")
                        .ok()
                        .out();
        JsonNode status = RealCluster.parse(answer).path("status");
        assertThat(status.path("incomplete").asBoolean()).isFalse();
        var actions = new TreeSet<String>();
        status.path("resourceRules").forEach(rule -> actions.addAll(actions(rule)));
        return actions;
    }

    /// What one rule of a role allows.
    static SortedSet<String> actions(JsonNode rule) {
        var actions = new TreeSet<String>();
        for (String group : RealCluster.texts(rule.path("apiGroups"))) {
            for (String resource : RealCluster.texts(rule.path("resources"))) {
                String[] parts = resource.split("/", 2);
                for (String verb : RealCluster.texts(rule.path("verbs"))) {
                    actions.add(
                            verb
                                    + " "
                                    + parts[0]
                                    + (group.isEmpty() ? "" : "." + group)
                                    + (parts.length > 1 ? "/" + parts[1] : "")
                                    + (rule.has("resourceNames")
                                            ? " " + rule.path("resourceNames")
                                            : ""));
                }
            }
        }
        return actions;
    }

    /// Whether the API server would let an account do something in a namespace.
    static boolean allowed(ControlPlane plane, String account, String action, String namespace) {
        String[] words = action.split(" ", 2);
        String[] parts = words[1].split("/", 2);
        String[] names = parts[0].split("\\.", 2);
        var review =
                """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                 "spec": {"user": "%s",
                          "groups": ["system:serviceaccounts", "system:serviceaccounts:%s",
                                     "system:authenticated"],
                          "resourceAttributes": {"namespace": "%s", "verb": "%s", "resource": "%s",
                                                 "group": "%s", "subresource": "%s"}}}
                """
                        .formatted(
                                account,
                                account.split(":", -1)[2],
                                namespace,
                                words[0],
                                names[0],
                                names.length > 1 ? names[1] : "",
                                parts.length > 1 ? parts[1] : "");
        var response =
                plane.call("POST", REVIEWS + "subjectaccessreviews", "application/json", review);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return RealCluster.parse(response.body()).at("/status/allowed").asBoolean();
    }
}

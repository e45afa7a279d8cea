package dev.pairplane.helm;

import java.util.Arrays;

/// The kinds of objects that the chart may make. Another one is a fault, so that none slips in.
enum Kind {
    CLUSTER("Cluster"),
    CLUSTER_ROLE("ClusterRole"),
    CLUSTER_ROLE_BINDING("ClusterRoleBinding"),
    CONFIG_MAP("ConfigMap"),
    DEPLOYMENT("Deployment"),
    HORIZONTAL_POD_AUTOSCALER("HorizontalPodAutoscaler"),
    HTTP_ROUTE("HTTPRoute"),
    INGRESS("Ingress"),
    JOB("Job"),
    NETWORK_POLICY("NetworkPolicy"),
    POD_DISRUPTION_BUDGET("PodDisruptionBudget"),
    PROMETHEUS_RULE("PrometheusRule"),
    SERVICE("Service"),
    SERVICE_ACCOUNT("ServiceAccount"),
    SERVICE_MONITOR("ServiceMonitor"),
    STATEFUL_SET("StatefulSet");

    private final String text;

    Kind(String text) {
        this.text = text;
    }

    static Kind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the chart makes no " + text));
    }

    /// Whether its objects are in no namespace.
    boolean clusterWide() {
        return this == CLUSTER_ROLE || this == CLUSTER_ROLE_BINDING;
    }

    @Override
    public String toString() {
        return text;
    }
}

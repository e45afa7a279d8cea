package dev.pairplane.simulators.conformance;

import java.util.Arrays;

/// The resources that the suite asks for, and where they are.
enum Resource {
    SERVICES("v1", "Service", true),
    PODS("v1", "Pod", true),
    EVENTS("v1", "Event", true),
    SECRETS("v1", "Secret", true),
    CONFIGMAPS("v1", "ConfigMap", true),
    NODES("v1", "Node", false),
    NAMESPACES("v1", "Namespace", false),
    ENDPOINTSLICES("discovery.k8s.io/v1", "EndpointSlice", true),
    LEASES("coordination.k8s.io/v1", "Lease", true);

    private final String apiVersion;
    private final String kind;
    private final boolean namespaced;

    Resource(String apiVersion, String kind, boolean namespaced) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.namespaced = namespaced;
    }

    /// The resource that a path such as `services/web/status` or `pods?limit=1` begins with.
    static Resource of(String path) {
        var word = path.split("[/?]", 2)[0];
        return Arrays.stream(values())
                .filter(each -> each.plural().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such resource: " + path));
    }

    String plural() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String apiVersion() {
        return apiVersion;
    }

    String kind() {
        return kind;
    }

    /// The path of its group, or of it in a namespace.
    String folder(String namespace) {
        var group = apiVersion.equals("v1") ? "/api/v1/" : "/apis/" + apiVersion + "/";
        return namespaced ? group + "namespaces/" + namespace + "/" : group;
    }
}

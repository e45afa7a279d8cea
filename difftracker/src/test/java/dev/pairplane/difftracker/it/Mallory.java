package dev.pairplane.difftracker.it;

import dev.pairplane.testkit.ControlPlane;

/// Somebody with a namespace of their own, who would like to have the traffic of others.
final class Mallory {
    static final String NAMESPACE = "/api/v1/namespaces/mallory";

    /// How the addresses begin that only Mallory's slices name.
    static final String NETWORK = "10.99.0.";

    private static final String OWN =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: own, namespace: mallory}
            spec:
              type: LoadBalancer
              loadBalancerClass: pairplane.dev/service-gateway
              selector: {app: web}
              ports: [{port: 80, targetPort: 8080}]
            """;

    private Mallory() {}

    /// Makes a namespace with a Service like the victim's, and slices that claim the victim's load
    /// balancer: one from there, and two beside the victim that are nearly the victim's own.
    static void arrives(ControlPlane plane, RealCluster cluster, String victim, String other) {
        plane.kubectl("create", "namespace", "mallory").ok();
        plane.apply(OWN);
        var uid = cluster.uid(victim);
        cluster.create(slices("mallory"), forged("stolen", 66, victim, uid, true));
        cluster.create(slices("default"), forged("guest", 67, victim, uid, false));
        cluster.create(slices("default"), forged("liar", 68, other, uid, true));
    }

    /// Deletes what is beside the victim; the server itself deletes what names a wrong owner.
    static void takesBack(ControlPlane plane) {
        plane.kubectl("delete", "endpointslices", "guest", "liar", "--ignore-not-found").ok();
    }

    /// Begins to delete the namespace.
    static void leaves(ControlPlane plane) {
        plane.kubectl("delete", "namespace", "mallory", "--wait=false").ok();
    }

    static String ownUid(RealCluster cluster) {
        return cluster.read(NAMESPACE + "/services/own").orElseThrow().at("/metadata/uid").asText();
    }

    private static String slices(String namespace) {
        return "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices";
    }

    private static String forged(
            String name, int host, String owner, String uid, boolean controller) {
        return """
        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
         "metadata": {"name": "%s", "labels": {"kubernetes.io/service-name": "web"},
                      "ownerReferences": [{"apiVersion": "v1", "kind": "Service", "name": "%s",
                                           "uid": "%s", "controller": %b}]},
         "addressType": "IPv4", "ports": [{"port": 8080}],
         "endpoints": [{"addresses": ["%s"], "nodeName": "node-1",
                        "conditions": {"ready": true}}]}
        """
                .formatted(name, owner, uid, controller, NETWORK + host);
    }
}

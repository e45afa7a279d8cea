package dev.pairplane.simulators.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.kubernetes.schema.Json;

/// Objects that tests begin with, in the namespace `default`.
final class Samples {

    static final String SERVICES = "/api/v1/namespaces/default/services";
    static final String PODS = "/api/v1/namespaces/default/pods";
    static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";
    static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";

    private Samples() {}

    static ObjectNode loadBalancer(String name) {
        ObjectNode service =
                Json.parse(
                        """
                        {"apiVersion": "v1", "kind": "Service",
                         "metadata": {"namespace": "default", "labels": {"app": "web"}},
                         "spec": {"type": "LoadBalancer", "selector": {"app": "web"},
                                  "ports": [{"name": "http", "port": 80, "targetPort": 8080}]}}
                        """);
        Json.metadata(service).put("name", name);
        return service;
    }

    static ObjectNode pod(String name, String node) {
        ObjectNode pod =
                Json.parse(
                        """
                        {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "default"},
                         "spec": {"containers": [{"name": "main", "image": "example/web:1"}]}}
                        """);
        Json.metadata(pod).put("name", name);
        if (!node.isEmpty()) {
            Json.child(pod, "spec").put("nodeName", node);
        }
        return pod;
    }

    static ObjectNode configMap(String name) {
        ObjectNode map =
                Json.parse(
                        """
                        {"apiVersion": "v1", "kind": "ConfigMap",
                         "metadata": {"namespace": "default"}, "data": {"a": "1"}}
                        """);
        Json.metadata(map).put("name", name);
        return map;
    }

    static ObjectNode slice(String name, String family, String address) {
        ObjectNode slice =
                Json.parse(
                        """
                        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                         "metadata": {"namespace": "default"},
                         "endpoints": [{"addresses": []}], "ports": [{"port": 8080}]}
                        """);
        Json.metadata(slice).put("name", name);
        slice.put("addressType", family);
        slice.withArray("/endpoints/0/addresses").add(address);
        return slice;
    }
}

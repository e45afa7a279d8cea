package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject.Port;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A load balancer Service that is admitted as it is, to be changed in one place at a time.
final class TestService {

    static final String PREFIX = "service.beta.kubernetes.io/";

    private ObjectRef ref = new ObjectRef("shop", "web", "uid-1");
    private String type = "LoadBalancer";
    private Optional<String> loadBalancerClass = Optional.empty();
    private boolean hasSelector = true;
    private final List<Port> ports = new ArrayList<>();
    private List<String> ipFamilies = List.of("IPv4");
    private Optional<String> ipFamilyPolicy = Optional.of("SingleStack");
    private Optional<String> sessionAffinity = Optional.of("None");
    private Optional<String> loadBalancerIp = Optional.empty();
    private List<String> sourceRanges = List.of();
    private final Map<String, String> annotations = new LinkedHashMap<>();

    TestService named(String namespace, String name, String uid) {
        ref = new ObjectRef(namespace, name, uid);
        return this;
    }

    TestService type(String value) {
        type = value;
        return this;
    }

    TestService ofClass(String value) {
        loadBalancerClass = Optional.of(value);
        return this;
    }

    TestService withoutSelector() {
        hasSelector = false;
        return this;
    }

    TestService port(String protocol, int port, String targetPort) {
        ports.add(new Port("p" + ports.size(), protocol, port, targetPort));
        return this;
    }

    TestService families(String... values) {
        ipFamilies = List.of(values);
        return this;
    }

    TestService policy(String value) {
        ipFamilyPolicy = Optional.of(value);
        return this;
    }

    TestService affinity(String value) {
        sessionAffinity = Optional.of(value);
        return this;
    }

    TestService loadBalancerIp(String value) {
        loadBalancerIp = Optional.of(value);
        return this;
    }

    TestService sourceRanges(String... values) {
        sourceRanges = List.of(values);
        return this;
    }

    /// @param name without [#PREFIX]
    TestService annotation(String name, String value) {
        annotations.put(PREFIX + name, value);
        return this;
    }

    ServiceObject build() {
        return new ServiceObject(
                ref,
                type,
                loadBalancerClass,
                false,
                List.of(),
                hasSelector,
                ports,
                ipFamilies,
                ipFamilyPolicy,
                sessionAffinity,
                loadBalancerIp,
                sourceRanges,
                annotations,
                List.of(),
                Optional.empty());
    }
}

package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;
import java.util.stream.Stream;

/// What no Service may be, and how that is said (decision T-27).
final class ServiceRuleSteps {

    private static final String INVALID = "Service \"web\" is invalid: ";

    private ServiceRuleSteps() {}

    static List<Step> all() {
        return Stream.concat(classesAndNames().stream(), values().stream()).toList();
    }

    private static List<Step> classesAndNames() {
        return List.of(
                http(
                        "the class of a load balancer never changes",
                        ServiceRuleSteps::theClassOfALoadBalancerNeverChanges),
                http(
                        "a load balancer gets no class later",
                        ServiceRuleSteps::aLoadBalancerGetsNoClassLater),
                refused(
                        "only load balancers have a class",
                        "{loadBalancerClass: 'example.com/ours', ports: [{port: 80}]}",
                        "spec.loadBalancerClass: Forbidden: may only be used when `type` is"
                                + " 'LoadBalancer'"),
                refused(
                        "a class needs a domain or is a plain name",
                        "{type: 'LoadBalancer', loadBalancerClass: 'not good', ports: [{port:"
                                + " 80}]}",
                        "~spec.loadBalancerClass: Invalid value: \"not good\": name part must"
                                + " consist of alphanumeric characters.*"),
                refused(
                        "a Service needs a port",
                        "{type: 'LoadBalancer'}",
                        "spec.ports: Required value"),
                refused(
                        "two ports need names",
                        "{ports: [{port: 80}, {port: 81}]}",
                        "[spec.ports[0].name: Required value, spec.ports[1].name: Required"
                                + " value]"));
    }

    private static List<Step> values() {
        return List.of(
                refused(
                        "names of ports are unique",
                        "{ports: [{port: 80, name: 'a'}, {port: 81, name: 'a'}]}",
                        "spec.ports[1].name: Duplicate value: \"a\""),
                refused(
                        "ports are unique",
                        "{ports: [{port: 80, name: 'a'}, {port: 80, name: 'b'}]}",
                        "~spec.ports\\[1\\]: Duplicate value: .*"),
                refused(
                        "ports have a range",
                        "{ports: [{port: 70000}]}",
                        "~.*spec.ports\\[0\\].port: Invalid value: 70000: must be between 1 and"
                                + " 65535, inclusive.*"),
                refused(
                        "protocols are known",
                        "{ports: [{port: 80, protocol: 'HTTP'}]}",
                        "spec.ports[0].protocol: Unsupported value: \"HTTP\": supported values:"
                                + " \"SCTP\", \"TCP\", \"UDP\""),
                refused(
                        "types are known",
                        "{type: 'Other', ports: [{port: 80}]}",
                        "~spec.type: Unsupported value: \"Other\": supported values: .*"),
                refused(
                        "an external name is needed for one",
                        "{type: 'ExternalName'}",
                        "spec.externalName: Required value"),
                refused(
                        "session affinity is known",
                        "{sessionAffinity: 'Other', ports: [{port: 80}]}",
                        "~spec.sessionAffinity: Unsupported value: \"Other\": supported values:"
                                + " \"ClientIP\", \"None\""),
                refused(
                        "families are known",
                        "{ipFamilies: ['IPv5'], ports: [{port: 80}]}",
                        "spec.ipFamilies[0]: Unsupported value: \"IPv5\": supported values:"
                                + " \"IPv4\", \"IPv6\""),
                refused(
                        "traffic policies are known",
                        "{type: 'LoadBalancer', externalTrafficPolicy: 'Other', ports: [{port:"
                                + " 80}]}",
                        "~spec.externalTrafficPolicy: .*\"Other\".*"),
                http(
                        "names of Services are host names",
                        ServiceRuleSteps::namesOfServicesAreHostNames),
                http(
                        "the address of a Service never changes",
                        ServiceRuleSteps::theAddressOfAServiceNeverChanges),
                http(
                        "the first family never changes",
                        ServiceRuleSteps::theFirstFamilyNeverChanges),
                http(
                        "a node port serves one Service",
                        ServiceRuleSteps::aNodePortServesOneService));
    }

    private static void theClassOfALoadBalancerNeverChanges(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', loadBalancerClass:"
                                + " 'example.com/ours', ports: [{port: 80}]}}")
                .is(201);
        s.merge("services/web", "{spec: {loadBalancerClass: 'example.com/theirs'}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.loadBalancerClass: Invalid value: \"example.com/theirs\":"
                                + " may not change once set");
        s.merge("services/web", "{spec: {loadBalancerClass: null}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.loadBalancerClass: Invalid value: null: may not change once"
                                + " set");
    }

    private static void aLoadBalancerGetsNoClassLater(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', ports: [{port:"
                                + " 80}]}}")
                .is(201);
        s.merge("services/web", "{spec: {loadBalancerClass: 'example.com/ours'}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.loadBalancerClass: Invalid value: \"example.com/ours\": may"
                                + " not change once set");
    }

    private static void namesOfServicesAreHostNames(Session s) {
        s.create("services", "{metadata: {name: 'a.b'}, spec: {ports: [{port: 80}]}}")
                .fails(
                        422,
                        "Invalid",
                        "Service \"a.b\" is invalid: metadata.name: Invalid value: \"a.b\": must"
                                + " not contain dots");
    }

    private static void theAddressOfAServiceNeverChanges(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {ports: [{port: 80}]}}").is(201);
        s.merge("services/web", "{spec: {clusterIP: '10.96.77.77', clusterIPs: ['10.96.77.77']}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.clusterIPs[0]: Invalid value: [\"10.96.77.77\"]: may not"
                                + " change once set");
    }

    private static void theFirstFamilyNeverChanges(Session s) {
        var address =
                s.create("services", "{metadata: {name: 'web'}, spec: {ports: [{port: 80}]}}")
                        .text("/spec/clusterIP");
        s.merge("services/web", "{spec: {ipFamilies: ['IPv6']}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.clusterIPs[0]: Invalid value: \""
                                + address
                                + "\": expected an IPv6 value as indicated by `ipFamilies[0]`");
    }

    private static void aNodePortServesOneService(Session s) {
        var port =
                s.create(
                                "services",
                                "{metadata: {name: 'one'}, spec: {type: 'NodePort', ports: [{port:"
                                        + " 80}]}}")
                        .is(
                                201,
                                "{spec: {type: 'NodePort', externalTrafficPolicy: 'Cluster', ports:"
                                        + " [{nodePort: '*'}]}}")
                        .text("/spec/ports/0/nodePort");
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'NodePort', ports: [{port: 80,"
                                + " nodePort: "
                                + port
                                + "}]}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.ports[0].nodePort: Invalid value: "
                                + port
                                + ": provided port is already allocated");
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'NodePort', ports: [{port: 80,"
                                + " nodePort: 99}]}}")
                .fails(
                        422,
                        "Invalid",
                        INVALID
                                + "spec.ports[0].nodePort: Invalid value: 99: provided port is not"
                                + " in the valid range. The range of valid ports is 30000-32767");
        s.delete("services/one").is(200);
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'NodePort', ports: [{port: 80,"
                                + " nodePort: "
                                + port
                                + "}]}}")
                .is(201);
    }

    private static Step refused(String name, String spec, String message) {
        var whole =
                message.startsWith("~") ? "~" + INVALID + message.substring(1) : INVALID + message;
        return http(
                name,
                s ->
                        s.create("services", "{metadata: {name: 'web'}, spec: " + spec + "}")
                                .fails(422, "Invalid", whole));
    }
}

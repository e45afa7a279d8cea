package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// The status subresource, as a controller writes it: merge patch with UID and version (T-25).
final class StatusSteps {

    private static final String BALANCED =
            "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', ports: [{port: 80}]}}";
    private static final String INGRESS =
            "{status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}";

    private StatusSteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "an address in the status gets its mode",
                        StatusSteps::anAddressInTheStatusGetsItsMode),
                http(
                        "a host name in the status gets no mode",
                        StatusSteps::aHostNameInTheStatusGetsNoMode),
                http("the status is written with UID and version", StatusSteps::guarded),
                http("the status leaves the spec alone", StatusSteps::theStatusLeavesTheSpecAlone),
                http(
                        "the object leaves the status alone",
                        StatusSteps::theObjectLeavesTheStatusAlone),
                http(
                        "conditions are kept in the status",
                        StatusSteps::conditionsAreKeptInTheStatus),
                http("a wrong address is refused", StatusSteps::aWrongAddressIsRefused),
                http(
                        "a Service that is no load balancer has no addresses in its status",
                        StatusSteps::aServiceThatIsNoLoadBalancerHasNoAddressesIn),
                http("the status can be emptied", StatusSteps::theStatusCanBeEmptied),
                http(
                        "the same status again changes nothing",
                        StatusSteps::theSameStatusAgainChangesNothing),
                http(
                        "the status of a deleted object is written",
                        StatusSteps::theStatusOfADeletedObjectIsWritten),
                http(
                        "what has no status has no such path",
                        StatusSteps::whatHasNoStatusHasNoSuchPath));
    }

    private static void anAddressInTheStatusGetsItsMode(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge("services/web/status", INGRESS)
                .is(
                        200,
                        "{kind: 'Service', status: {loadBalancer: {ingress: [{ip: '192.0.2.1',"
                                + " ipMode: 'VIP', hostname: 'absent', ports: 'absent'}]}}}");
        s.get("services/web")
                .has("{status: {loadBalancer: {ingress: [{ip: '192.0.2.1', ipMode: 'VIP'}]}}}");
        s.get("services/web/status")
                .is(
                        200,
                        "{kind: 'Service', status: {loadBalancer: {ingress: [{ip: '192.0.2.1',"
                                + " ipMode: 'VIP'}]}}}");
    }

    private static void aHostNameInTheStatusGetsNoMode(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge(
                        "services/web/status",
                        "{status: {loadBalancer: {ingress: [{hostname: 'web.example.com'}]}}}")
                .is(
                        200,
                        "{status: {loadBalancer: {ingress: [{hostname: 'web.example.com', ipMode:"
                                + " 'absent', ip: 'absent'}]}}}");
    }

    private static void theStatusLeavesTheSpecAlone(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge(
                        "services/web/status",
                        "{spec: {ports: [{port: 99}]}, status: {loadBalancer: {ingress: [{ip:"
                                + " '192.0.2.1'}]}}}")
                .is(
                        200,
                        "{spec: {ports: [{port: 80}]}, status: {loadBalancer: {ingress: [{ip:"
                                + " '192.0.2.1'}]}}}");
    }

    private static void theObjectLeavesTheStatusAlone(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', ports: [{port:"
                                + " 80}]}, status: {loadBalancer: {ingress: [{ip: '192.0.2.9'}]}}}")
                .is(201, "{status: {loadBalancer: {ingress: 'absent'}}}");
        s.merge("services/web", INGRESS).is(200, "{status: {loadBalancer: {ingress: 'absent'}}}");
        s.merge("services/web/status", INGRESS).is(200);
        s.put("services/web", BALANCED)
                .is(200, "{status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}");
    }

    private static void conditionsAreKeptInTheStatus(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge(
                        "services/web/status",
                        "{status: {conditions: [{type: 'example.com/Accepted', status: 'False',"
                                + " reason: 'No', message: 'why', lastTransitionTime:"
                                + " '2026-01-01T00:00:00Z'}]}}")
                .is(
                        200,
                        "{status: {conditions: [{type: 'example.com/Accepted', status: 'False',"
                                + " reason: 'No', message: 'why', lastTransitionTime:"
                                + " '2026-01-01T00:00:00Z'}], loadBalancer: {}}}");
        s.strategic(
                        "services/web/status",
                        "{status: {conditions: [{type: 'example.com/Accepted', status: 'True',"
                                + " reason: 'Yes', message: '', lastTransitionTime:"
                                + " '2026-01-01T00:00:01Z'}]}}")
                .is(
                        200,
                        "{status: {conditions: [{type: 'example.com/Accepted', status: 'True'}]}}");
        s.merge("services/web/status", INGRESS)
                .is(
                        200,
                        "{status: {conditions: [{type: 'example.com/Accepted'}], loadBalancer:"
                                + " {ingress: [{ip: '192.0.2.1'}]}}}");
    }

    private static void aWrongAddressIsRefused(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge("services/web/status", "{status: {loadBalancer: {ingress: [{ip: 'nonsense'}]}}}")
                .fails(
                        422,
                        "Invalid",
                        "~Service \"web\" is invalid: .*status.loadBalancer.ingress\\[0\\].ip:"
                                + " Invalid value: \"nonsense\": must be a valid IP address.*");
    }

    private static void aServiceThatIsNoLoadBalancerHasNoAddressesIn(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {ports: [{port: 80}]}}").is(201);
        s.merge("services/web/status", INGRESS)
                .fails(
                        422,
                        "Invalid",
                        "Service \"web\" is invalid: status.loadBalancer.ingress: Forbidden: may"
                                + " only be used when `spec.type` is 'LoadBalancer'");
    }

    private static void theStatusCanBeEmptied(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge("services/web/status", INGRESS).is(200);
        s.merge("services/web/status", "{status: {loadBalancer: null}}")
                .is(200, "{status: {loadBalancer: {ingress: 'absent'}}}");
    }

    private static void theSameStatusAgainChangesNothing(Session s) {
        s.create("services", BALANCED).is(201);
        var version = s.merge("services/web/status", INGRESS).version();
        s.merge("services/web/status", INGRESS)
                .is(200, "{metadata: {resourceVersion: '" + version + "'}}");
    }

    private static void theStatusOfADeletedObjectIsWritten(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web', finalizers: ['example.com/ours']}, spec: {type:"
                                + " 'LoadBalancer', ports: [{port: 80}]}}")
                .is(201);
        s.delete("services/web").is(200);
        s.merge("services/web/status", INGRESS)
                .is(
                        200,
                        "{metadata: {deletionTimestamp: '*'}, status: {loadBalancer: {ingress:"
                                + " [{ip: '192.0.2.1'}]}}}");
    }

    private static void whatHasNoStatusHasNoSuchPath(Session s) {
        s.create("configmaps", "{metadata: {name: 'a'}}").is(201);
        s.merge("configmaps/a/status", "{}").is(404);
        s.get("endpointslices/a/status").is(404);
    }

    private static void guarded(Session s) {
        var made = s.create("services", BALANCED);
        var guard =
                "{metadata: {uid: '"
                        + made.uid()
                        + "', resourceVersion: '"
                        + made.version()
                        + "'}, status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}";
        try (var watch = s.watch("services", made.version())) {
            s.merge("services/web/status", guard).is(200);
            watch.next(
                    "MODIFIED",
                    "{metadata: {name: 'web'}, status: {loadBalancer: {ingress: [{ip: '192.0.2.1',"
                            + " ipMode: 'VIP'}]}}}");
        }
        s.merge("services/web/status", guard.replace("192.0.2.1", "192.0.2.2"))
                .fails(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on services \"web\": the object has been"
                            + " modified; please apply your changes to the latest version and try"
                            + " again");
        s.merge(
                        "services/web/status",
                        "{metadata: {uid: '11111111-2222-3333-4444-555555555555'}, status:"
                                + " {loadBalancer: null}}")
                .fails(
                        422,
                        "Invalid",
                        "Service \"web\" is invalid: metadata.uid: Invalid value:"
                                + " \"11111111-2222-3333-4444-555555555555\": field is immutable");
        s.get("services/web").has("{status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}");
    }
}

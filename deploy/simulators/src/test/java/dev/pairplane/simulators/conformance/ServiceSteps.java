package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Services: what the API server fills in, keeps and clears.
final class ServiceSteps {

    private static final String PORT = "ports: [{port: 80}]";
    private static final String BALANCED =
            "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', ports: [{port: 80}]}}";

    private ServiceSteps() {}

    static List<Step> all() {
        return List.of(
                http(
                        "a plain Service gets an address and its defaults",
                        ServiceSteps::aPlainServiceGetsAnAddressAndItsDefaults),
                http(
                        "a load balancer Service gets node ports",
                        ServiceSteps::aLoadBalancerServiceGetsNodePorts),
                http(
                        "a load balancer Service can do without node ports",
                        ServiceSteps::aLoadBalancerServiceCanDoWithoutNodePorts),
                http(
                        "local traffic gets a port for health checks",
                        ServiceSteps::localTrafficGetsAPortForHealthChecks),
                http(
                        "a headless Service has no address",
                        ServiceSteps::aHeadlessServiceHasNoAddress),
                http(
                        "an external name is all such a Service has",
                        ServiceSteps::anExternalNameIsAllSuchAServiceHas),
                http("session affinity has a time", ServiceSteps::sessionAffinityHasATime),
                http(
                        "two families give two addresses where the cluster has them",
                        ServiceSteps::twoFamiliesGiveTwoAddressesWhereTheCluster),
                http(
                        "the sixth family alone can be asked for",
                        ServiceSteps::theSixthFamilyAloneCanBeAskedFor),
                http("leaving load balancing clears status and node ports", ServiceSteps::leaves),
                http(
                        "leaving load balancing clears the class",
                        ServiceSteps::leavingLoadBalancingClearsTheClass),
                http(
                        "a Service can become a load balancer",
                        ServiceSteps::aServiceCanBecomeALoadBalancer),
                http(
                        "replacing keeps addresses and node ports",
                        ServiceSteps::replacingKeepsAddressesAndNodePorts),
                http("strategic merge knows ports by their number", ServiceSteps::ports),
                http("merge patch replaces all ports", ServiceSteps::mergePatchReplacesAllPorts),
                http("a named target port is kept", ServiceSteps::aNamedTargetPortIsKept),
                http(
                        "one port number may serve two protocols",
                        ServiceSteps::onePortNumberMayServeTwoProtocols));
    }

    private static void aPlainServiceGetsAnAddressAndItsDefaults(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {" + PORT + "}}")
                .is(
                        201,
                        "{metadata: {generation: 'absent'}, spec: {type: 'ClusterIP', clusterIP:"
                            + " '~10[.].*', clusterIPs: ['~10[.].*'], ipFamilies: ['IPv4'],"
                            + " ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster',"
                            + " sessionAffinity: 'None', selector: 'absent', externalTrafficPolicy:"
                            + " 'absent', allocateLoadBalancerNodePorts: 'absent', ports: [{port:"
                            + " 80, protocol: 'TCP', targetPort: 80, name: 'absent', nodePort:"
                            + " 'absent'}]}, status: {loadBalancer: {}}}");
    }

    private static void aLoadBalancerServiceGetsNodePorts(Session s) {
        s.create("services", BALANCED)
                .is(
                        201,
                        "{spec: {type: 'LoadBalancer', clusterIP: '*',"
                            + " allocateLoadBalancerNodePorts: true, externalTrafficPolicy:"
                            + " 'Cluster', internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'],"
                            + " ipFamilyPolicy: 'SingleStack', loadBalancerClass: 'absent',"
                            + " healthCheckNodePort: 'absent', ports: [{port: 80, nodePort:"
                            + " '~3[0-2][0-9]{3}', protocol: 'TCP', targetPort: 80}]}, status:"
                            + " {loadBalancer: {ingress: 'absent'}}}");
    }

    private static void aLoadBalancerServiceCanDoWithoutNodePorts(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer',"
                                + " allocateLoadBalancerNodePorts: false, loadBalancerClass:"
                                + " 'example.com/ours', "
                                + PORT
                                + "}}")
                .is(
                        201,
                        "{spec: {allocateLoadBalancerNodePorts: false, loadBalancerClass:"
                                + " 'example.com/ours', ports: [{nodePort: 'absent'}]}}");
    }

    private static void localTrafficGetsAPortForHealthChecks(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer',"
                                + " externalTrafficPolicy: 'Local', "
                                + PORT
                                + "}}")
                .is(
                        201,
                        "{spec: {externalTrafficPolicy: 'Local', healthCheckNodePort:"
                                + " '~3[0-2][0-9]{3}'}}");
    }

    private static void aHeadlessServiceHasNoAddress(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {clusterIP: 'None', selector: {app:"
                                + " 'web'}, "
                                + PORT
                                + "}}")
                .is(
                        201,
                        "{spec: {clusterIP: 'None', clusterIPs: ['None'], ipFamilies: ['IPv4'],"
                                + " ipFamilyPolicy: 'SingleStack'}}");
    }

    private static void anExternalNameIsAllSuchAServiceHas(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'ExternalName', externalName:"
                                + " 'example.com'}}")
                .is(
                        201,
                        "{spec: {type: 'ExternalName', externalName: 'example.com', clusterIP:"
                                + " 'absent', clusterIPs: 'absent', ipFamilies: 'absent',"
                                + " ipFamilyPolicy: 'absent', internalTrafficPolicy: 'absent'}}");
    }

    private static void sessionAffinityHasATime(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {sessionAffinity: 'ClientIP', "
                                + PORT
                                + "}}")
                .is(
                        201,
                        "{spec: {sessionAffinity: 'ClientIP', sessionAffinityConfig: {clientIP:"
                                + " {timeoutSeconds: 10800}}}}");
    }

    private static void twoFamiliesGiveTwoAddressesWhereTheCluster(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {ipFamilyPolicy: 'PreferDualStack', "
                                + PORT
                                + "}}")
                .is(
                        201,
                        "{spec: {ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'],"
                                + " clusterIPs: ['~10[.].*', '~fd.*']}}");
    }

    private static void theSixthFamilyAloneCanBeAskedFor(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {ipFamilies: ['IPv6'], " + PORT + "}}")
                .is(
                        201,
                        "{spec: {ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'], clusterIP:"
                                + " '~fd.*'}}");
    }

    private static void leavingLoadBalancingClearsTheClass(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', loadBalancerClass:"
                                + " 'example.com/ours', "
                                + PORT
                                + "}}")
                .is(201);
        s.merge("services/web", "{spec: {type: 'ClusterIP'}}")
                .is(
                        200,
                        "{spec: {type: 'ClusterIP', loadBalancerClass: 'absent',"
                                + " externalTrafficPolicy: 'absent'}}");
    }

    private static void aServiceCanBecomeALoadBalancer(Session s) {
        s.create("services", "{metadata: {name: 'web'}, spec: {" + PORT + "}}").is(201);
        s.merge(
                        "services/web",
                        "{spec: {type: 'LoadBalancer', loadBalancerClass: 'example.com/ours'}}")
                .is(
                        200,
                        "{spec: {type: 'LoadBalancer', loadBalancerClass: 'example.com/ours',"
                                + " ports: [{nodePort: '*'}]}}");
    }

    private static void replacingKeepsAddressesAndNodePorts(Session s) {
        var made = s.create("services", BALANCED);
        s.put("services/web", BALANCED.replace("80", "81"))
                .is(
                        200,
                        "{spec: {clusterIP: '"
                                + made.text("/spec/clusterIP")
                                + "', ports: [{port: 81, targetPort: 81, nodePort: '*'}]}}");
    }

    private static void mergePatchReplacesAllPorts(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge("services/web", "{spec: {ports: [{port: 443}]}}")
                .is(
                        200,
                        "{spec: {ports: [{port: 443, targetPort: 443, protocol: 'TCP', nodePort:"
                                + " '*'}]}}");
    }

    private static void aNamedTargetPortIsKept(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {ports: [{port: 80, targetPort:"
                                + " 'http'}]}}")
                .is(201, "{spec: {ports: [{targetPort: 'http'}]}}");
    }

    private static void onePortNumberMayServeTwoProtocols(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', ports: [{port: 53,"
                                + " protocol: 'UDP', name: 'u'}, {port: 53, name: 't'}]}}")
                .is(
                        201,
                        "{spec: {ports: [{protocol: 'UDP', name: 'u'}, {protocol: 'TCP', name:"
                                + " 't'}]}}");
    }

    private static void leaves(Session s) {
        s.create("services", BALANCED).is(201);
        s.merge("services/web/status", "{status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}")
                .is(200, "{status: {loadBalancer: {ingress: [{ip: '192.0.2.1', ipMode: 'VIP'}]}}}");
        s.merge("services/web", "{spec: {type: 'ClusterIP'}}")
                .is(
                        200,
                        "{spec: {type: 'ClusterIP', clusterIP: '*', allocateLoadBalancerNodePorts:"
                                + " 'absent', externalTrafficPolicy: 'absent', ports: [{port: 80,"
                                + " nodePort: 'absent'}]}, status: {loadBalancer: {ingress:"
                                + " 'absent'}}}");
    }

    private static void ports(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {ports: [{port: 80, name: 'plain'}]}}")
                .is(201);
        s.strategic("services/web", "{spec: {ports: [{port: 443, name: 'secure'}]}}")
                .is(
                        200,
                        "{spec: {ports: [{port: 443, name: 'secure', targetPort: 443}, {port: 80,"
                                + " name: 'plain'}]}}");
        s.strategic("services/web", "{spec: {ports: [{port: 80, targetPort: 8080}]}}")
                .is(
                        200,
                        "{spec: {ports: [{port: 443}, {port: 80, name: 'plain', targetPort:"
                                + " 8080}]}}");
        s.strategic("services/web", "{spec: {ports: [{port: 443, '$patch': 'delete'}]}}")
                .is(200, "{spec: {ports: [{port: 80, name: 'plain', targetPort: 8080}]}}");
        s.strategic("services/web", "{spec: {ports: [{'$patch': 'replace'}, {port: 22}]}}")
                .is(200, "{spec: {ports: [{port: 22}]}}");
    }
}

package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.http;

import java.util.List;

/// Pods, as far as somebody who watches them can tell.
final class PodSteps {

    private PodSteps() {}

    static List<Step> all() {
        return List.of(
                http("a new pod is pending", PodSteps::aNewPodIsPending),
                http("a pod that no node has goes at once", PodSteps::aPodThatNoNodeHasGoesAtOnce),
                http("a pod on a node is given time to end", PodSteps::graceful),
                http(
                        "a pod's addresses and phase are in its status",
                        PodSteps::aPodSAddressesAndPhaseAreInItsStatus),
                http(
                        "conditions of a pod merge by their type",
                        PodSteps::conditionsOfAPodMergeByTheirType),
                http("pods are found by node and by phase", PodSteps::podsAreFoundByNodeAndByPhase),
                http("labels of a pod come and go", PodSteps::labelsOfAPodComeAndGo),
                http("a pod has a container", PodSteps::aPodHasAContainer));
    }

    private static void aNewPodIsPending(Session s) {
        pod(s, "p", "")
                .is(
                        201,
                        "{kind: 'Pod', spec: {containers: [{name: 'c', image: 'i'}], restartPolicy:"
                            + " 'Always', dnsPolicy: 'ClusterFirst', schedulerName:"
                            + " 'default-scheduler', terminationGracePeriodSeconds: 30, nodeName:"
                            + " 'absent'}, status: {phase: 'Pending', qosClass: 'BestEffort',"
                            + " podIP: 'absent'}}");
    }

    private static void aPodThatNoNodeHasGoesAtOnce(Session s) {
        var version = pod(s, "p", "").version();
        try (var watch = s.watch("pods", version)) {
            s.delete("pods/p").is(200);
            watch.next(
                    "MODIFIED",
                    "{metadata: {deletionTimestamp: '*', deletionGracePeriodSeconds: 0}}");
            watch.next("DELETED", "{metadata: {name: 'p'}}");
        }
        s.get("pods/p").is(404);
    }

    private static void aPodSAddressesAndPhaseAreInItsStatus(Session s) {
        pod(s, "p", "nodeName: 'n', ");
        s.merge(
                        "pods/p/status",
                        "{status: {phase: 'Running', podIP: '10.1.2.3', podIPs: [{ip: '10.1.2.3'}],"
                                + " hostIP: '10.0.0.1', hostIPs: [{ip: '10.0.0.1'}]}}")
                .is(
                        200,
                        "{status: {phase: 'Running', podIP: '10.1.2.3', podIPs: [{ip: '10.1.2.3'}],"
                                + " hostIP: '10.0.0.1'}}");
    }

    private static void conditionsOfAPodMergeByTheirType(Session s) {
        pod(s, "p", "nodeName: 'n', ");
        s.strategic("pods/p/status", "{status: {conditions: [{type: 'Ready', status: 'False'}]}}")
                .is(200);
        s.strategic(
                        "pods/p/status",
                        "{status: {conditions: [{type: 'Initialized', status: 'True'}]}}")
                .is(200);
        s.strategic("pods/p/status", "{status: {conditions: [{type: 'Ready', status: 'True'}]}}")
                .is(
                        200,
                        "{status: {conditions: [{type: 'Initialized', status: 'True'}, {type:"
                                + " 'Ready', status: 'True'}]}}");
    }

    private static void podsAreFoundByNodeAndByPhase(Session s) {
        pod(s, "a", "nodeName: 'n-{ns}', ");
        pod(s, "b", "nodeName: 'm-{ns}', ");
        s.merge("pods/b/status", "{status: {phase: 'Running'}}").is(200);
        s.get("/api/v1/pods?fieldSelector=spec.nodeName%3Dn-{ns}")
                .is(200, "{kind: 'PodList', items: [{metadata: {name: 'a'}}]}");
        s.get("pods?fieldSelector=status.phase%3DRunning")
                .is(200, "{items: [{metadata: {name: 'b'}}]}");
        s.get("pods?fieldSelector=status.phase!%3DRunning,spec.nodeName%3Dn-{ns}")
                .is(200, "{items: [{metadata: {name: 'a'}}]}");
    }

    private static void labelsOfAPodComeAndGo(Session s) {
        var version = pod(s, "p", "").version();
        try (var watch = s.watch("pods?labelSelector=egress", version)) {
            s.merge("pods/p", "{metadata: {labels: {egress: 'one'}}}").is(200);
            watch.next("ADDED", "{metadata: {labels: {egress: 'one'}}}");
            s.merge("pods/p", "{metadata: {labels: {egress: 'two'}}}").is(200);
            watch.next("MODIFIED", "{metadata: {labels: {egress: 'two'}}}");
            s.merge("pods/p", "{metadata: {labels: {egress: null}}}").is(200);
            watch.next("DELETED", "{metadata: {name: 'p'}}");
        }
    }

    private static void aPodHasAContainer(Session s) {
        s.create("pods", "{metadata: {name: 'p'}, spec: {containers: []}}")
                .fails(422, "Invalid", "Pod \"p\" is invalid: spec.containers: Required value");
    }

    private static Answer pod(Session s, String name, String more) {
        return s.create(
                        "pods",
                        "{metadata: {name: '"
                                + name
                                + "'}, spec: {"
                                + more
                                + "containers: [{name: 'c', image: 'i'}]}}")
                .is(201);
    }

    private static void graceful(Session s) {
        var version = pod(s, "p", "nodeName: 'n', ").version();
        try (var watch = s.watch("pods", version)) {
            s.delete("pods/p")
                    .is(
                            200,
                            "{kind: 'Pod', metadata: {deletionTimestamp: '*',"
                                    + " deletionGracePeriodSeconds: 30}}");
            watch.next(
                    "MODIFIED",
                    "{metadata: {deletionTimestamp: '*', deletionGracePeriodSeconds: 30}}");
            s.get("pods/p").is(200);
            s.delete("pods/p", "{gracePeriodSeconds: 0}").is(200);
            watch.next("MODIFIED", "{metadata: {deletionGracePeriodSeconds: 0}}");
            watch.next("DELETED", "{metadata: {name: 'p'}}");
        }
        s.get("pods/p").is(404);
    }
}

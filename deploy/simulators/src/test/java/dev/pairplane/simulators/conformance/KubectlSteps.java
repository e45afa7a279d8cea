package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.kubectl;

import java.time.Duration;
import java.util.List;

/// What people change with kubectl, and what it answers.
final class KubectlSteps {

    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              labels: {app: web}
            spec:
              type: LoadBalancer
              selector: {app: web}
              ports:
                - {name: http, port: 80, targetPort: 8080}
            """;

    private KubectlSteps() {}

    static List<Step> all() {
        return List.of(
                kubectl("kubectl apply creates, leaves alone and changes", KubectlSteps::applies),
                kubectl(
                        "kubectl apply takes away what the file no longer has",
                        KubectlSteps::kubectlApplyTakesAwayWhatTheFileNoLongerHas),
                kubectl(
                        "kubectl apply keeps what others wrote",
                        KubectlSteps::kubectlApplyKeepsWhatOthersWrote),
                kubectl(
                        "kubectl apply takes many objects at once",
                        KubectlSteps::kubectlApplyTakesManyObjectsAtOnce),
                kubectl("kubectl apply can be tried", KubectlSteps::kubectlApplyCanBeTried),
                kubectl(
                        "kubectl apply says what is refused",
                        KubectlSteps::kubectlApplySaysWhatIsRefused),
                kubectl(
                        "kubectl apply refuses a field that is not known",
                        KubectlSteps::kubectlApplyRefusesAFieldThatIsNotKnown),
                kubectl(
                        "kubectl diff shows what apply would change",
                        KubectlSteps::kubectlDiffShowsWhatApplyWouldChange),
                kubectl(
                        "kubectl create refuses what is there",
                        KubectlSteps::kubectlCreateRefusesWhatIsThere),
                kubectl("kubectl patch takes all three kinds", KubectlSteps::patches),
                kubectl(
                        "kubectl patch writes the status",
                        KubectlSteps::kubectlPatchWritesTheStatus),
                kubectl(
                        "kubectl replace puts a whole object",
                        KubectlSteps::kubectlReplacePutsAWholeObject),
                kubectl("kubectl label and annotate mark an object", KubectlSteps::marks),
                kubectl(
                        "kubectl delete says what it deleted",
                        KubectlSteps::kubectlDeleteSaysWhatItDeleted),
                kubectl("kubectl delete waits for finalizers", KubectlSteps::waitsForFinalizers),
                kubectl(
                        "kubectl delete takes all that a selector picks",
                        KubectlSteps::kubectlDeleteTakesAllThatASelectorPicks),
                kubectl(
                        "kubectl delete ends a namespace",
                        KubectlSteps::kubectlDeleteEndsANamespace),
                kubectl("kubectl wait sees a field change", KubectlSteps::waits),
                kubectl("kubectl get -w shows each change", KubectlSteps::watches));
    }

    private static void kubectlApplyTakesAwayWhatTheFileNoLongerHas(Session s) {
        s.kubectlWith(SERVICE, "apply -f -").prints("service/web created");
        s.kubectlWith(SERVICE.replace("  labels: {app: web}\n", ""), "apply -f -")
                .prints("service/web configured");
        s.get("services/web")
                .is(
                        200,
                        "{metadata: {labels: 'absent'}, spec: {clusterIP: '*', ports: [{nodePort:"
                                + " '*'}]}}");
    }

    private static void kubectlApplyKeepsWhatOthersWrote(Session s) {
        s.kubectlWith(SERVICE, "apply -f -").prints("service/web created");
        s.strategic(
                        "services/web",
                        "{metadata: {finalizers: ['example.com/ours'], labels: {other: 'x'}}}")
                .is(200);
        s.merge("services/web/status", "{status: {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}")
                .is(200);
        s.kubectlWith(SERVICE.replace("8080", "8081"), "apply -f -")
                .prints("service/web configured");
        s.get("services/web")
                .has(
                        "{metadata: {finalizers: ['example.com/ours'], labels: {other: 'x', app:"
                                + " 'web'}}, spec: {ports: [{targetPort: 8081}]}, status:"
                                + " {loadBalancer: {ingress: [{ip: '192.0.2.1'}]}}}");
    }

    private static void kubectlApplyTakesManyObjectsAtOnce(Session s) {
        s.kubectlWith(
                        SERVICE
                                + """
                                ---
                                apiVersion: v1
                                kind: ConfigMap
                                metadata: {name: settings}
                                data: {k: v}
                                """,
                        "apply -f -")
                .prints("service/web created\nconfigmap/settings created");
    }

    private static void kubectlApplyCanBeTried(Session s) {
        s.kubectlWith(SERVICE, "apply -f - --dry-run=server")
                .prints("service/web created (server dry run)");
        s.get("services/web").is(404);
        s.kubectlWith(SERVICE, "apply -f - --dry-run=client")
                .prints("service/web created (dry run)");
    }

    private static void kubectlApplySaysWhatIsRefused(Session s) {
        s.kubectlWith(SERVICE.replace("port: 80,", "port: 70000,"), "apply -f -")
                .fails(
                        "The Service \"web\" is invalid: spec.ports[0].port: Invalid value: 70000:"
                                + " must be between 1 and 65535, inclusive");
    }

    private static void kubectlApplyRefusesAFieldThatIsNotKnown(Session s) {
        s.kubectlWith(SERVICE.replace("type: Load", "typo: Load"), "apply -f -")
                .fails(
                        "Error from server (BadRequest): error when creating \"STDIN\": Service in"
                                + " version \"v1\" cannot be handled as a Service: strict decoding"
                                + " error: unknown field \"spec.typo\"");
    }

    private static void kubectlDiffShowsWhatApplyWouldChange(Session s) {
        s.kubectlWith(SERVICE, "apply -f -").prints("service/web created");
        s.kubectlWith(SERVICE, "diff -f -").prints("");
    }

    private static void kubectlCreateRefusesWhatIsThere(Session s) {
        s.kubectlWith(SERVICE, "create -f -").prints("service/web created");
        s.kubectlWith(SERVICE, "create -f -")
                .fails(
                        "Error from server (AlreadyExists): error when creating \"STDIN\": services"
                                + " \"web\" already exists");
    }

    private static void kubectlPatchWritesTheStatus(Session s) {
        s.kubectlWith(SERVICE, "create -f -").prints("service/web created");
        s.kubectl(
                        "patch service web --subresource=status --type=merge -p"
                            + " '{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.7\"}]}}}'")
                .prints("service/web patched");
        s.kubectl(
                        "get service web -o 'jsonpath={.status.loadBalancer.ingress[0].ip}"
                                + " {.status.loadBalancer.ingress[0].ipMode}'")
                .prints("192.0.2.7 VIP");
    }

    private static void kubectlReplacePutsAWholeObject(Session s) {
        s.create("configmaps", "{metadata: {name: 'settings'}, data: {k: 'v'}}").is(201);
        s.kubectlWith(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: settings}
                        data: {l: w}
                        """,
                        "replace -f -")
                .prints("configmap/settings replaced");
        s.get("configmaps/settings").is(200, "{data: {k: 'absent', l: 'w'}}");
        s.kubectlWith("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: none}\n", "replace -f -")
                .fails(
                        "Error from server (NotFound): error when replacing \"STDIN\": configmaps"
                                + " \"none\" not found");
    }

    private static void kubectlDeleteSaysWhatItDeleted(Session s) {
        s.kubectlWith(SERVICE, "create -f -").prints("service/web created");
        s.kubectl("delete service web").prints("service \"web\" deleted from {ns} namespace");
        s.kubectl("delete service web")
                .fails("Error from server (NotFound): services \"web\" not found");
        s.kubectl("delete service web --ignore-not-found").prints("");
        s.create("configmaps", "{metadata: {name: \'a\'}}").is(201);
        s.create("configmaps", "{metadata: {name: \'b\'}}").is(201);
        s.kubectl("delete configmap a b")
                .prints(
                        """
                        configmap "a" deleted from {ns} namespace
                        configmap "b" deleted from {ns} namespace
                        """);
    }

    private static void kubectlDeleteTakesAllThatASelectorPicks(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: 'y'}}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b', labels: {x: 'y'}}}").is(201);
        s.create("configmaps", "{metadata: {name: 'c'}}").is(201);
        s.kubectl("delete configmap --selector x=y")
                .prints(
                        """
                        configmap "a" deleted from {ns} namespace
                        configmap "b" deleted from {ns} namespace
                        """);
        s.kubectl("get configmap -o name").prints("configmap/c");
    }

    private static void kubectlDeleteEndsANamespace(Session s) {
        s.create("namespaces", "{metadata: {name: '{ns}-gone'}}").is(201);
        s.kubectl("delete namespace {ns}-gone")
                .ends(
                        0,
                        "namespace \"{ns}-gone\" deleted",
                        "Warning: deleting cluster-scoped resources, not scoped to the provided"
                                + " namespace");
        s.get("namespaces/{ns}-gone").is(404);
    }

    private static void applies(Session s) {
        s.kubectlWith(SERVICE, "apply -f -").prints("service/web created");
        s.kubectlWith(SERVICE, "apply -f -").prints("service/web unchanged");
        s.kubectlWith(SERVICE.replace("port: 80,", "port: 81,"), "apply -f -")
                .prints("service/web configured");
        s.get("services/web")
                .is(
                        200,
                        "{metadata: {labels: {app: 'web'}, annotations:"
                            + " {'kubectl.kubernetes.io/last-applied-configuration': '*'}}, spec:"
                            + " {ports: [{name: 'http', port: 81, targetPort: 8080, nodePort:"
                            + " '*'}]}}");
    }

    private static void patches(Session s) {
        s.kubectlWith(SERVICE, "create -f -").prints("service/web created");
        s.kubectl(
                        "patch service web -p"
                                + " '{\"spec\":{\"ports\":[{\"port\":443,\"name\":\"secure\"}]}}'")
                .prints("service/web patched");
        s.kubectl("patch service web --type=merge -p '{\"metadata\":{\"labels\":{\"x\":\"y\"}}}'")
                .prints("service/web patched");
        s.kubectl("patch service web --type=merge -p '{\"metadata\":{\"labels\":{\"x\":\"y\"}}}'")
                .prints("service/web patched (no change)");
        s.kubectl(
                        "patch service web --type=json -p"
                                + " '[{\"op\":\"remove\",\"path\":\"/metadata/labels/x\"}]'")
                .prints("service/web patched");
        s.get("services/web")
                .has(
                        "{metadata: {labels: {x: 'absent', app: 'web'}}, spec: {ports: [{port:"
                                + " 443}, {port: 80}]}}");
        s.kubectl("patch service none -p {}")
                .fails("Error from server (NotFound): services \"none\" not found");
    }

    private static void marks(Session s) {
        s.kubectlWith(SERVICE, "create -f -").prints("service/web created");
        s.kubectl("label service web tier=front").prints("service/web labeled");
        s.kubectl("label service web tier=back")
                .fails("error: 'tier' already has a value (front), and --overwrite is false");
        s.kubectl("label service web tier=back --overwrite").prints("service/web labeled");
        s.kubectl("label service web tier-").prints("service/web unlabeled");
        s.kubectl("annotate service web note=hello").prints("service/web annotated");
        s.get("services/web")
                .has(
                        "{metadata: {labels: {tier: 'absent', app: 'web'}, annotations: {note:"
                                + " 'hello'}}}");
    }

    private static void waitsForFinalizers(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web', finalizers: ['example.com/ours']}, spec: {ports:"
                                + " [{port: 80}]}}")
                .is(201);
        s.kubectl("delete service web --wait=false")
                .prints("service \"web\" deleted from {ns} namespace");
        s.get("services/web").is(200, "{metadata: {deletionTimestamp: '*'}}");
        try (var delete = s.kubectlStarted("delete service web --timeout=60s")) {
            if (delete.endsWithin(Duration.ofSeconds(1))) {
                throw new AssertionError("did not wait: " + delete.out() + delete.err());
            }
            s.merge("services/web", "{metadata: {finalizers: null}}").is(200);
            if (!delete.endsWithin(Duration.ofSeconds(20)) || delete.result().exit() != 0) {
                throw new AssertionError("still waits: " + delete.out() + delete.err());
            }
        }
    }

    private static void waits(Session s) {
        s.kubectlWith(SERVICE, "create -f -").prints("service/web created");
        try (var wait =
                s.kubectlStarted(
                        "wait service web --timeout=60s"
                            + " --for=jsonpath={.status.loadBalancer.ingress[0].ip}=192.0.2.7")) {
            if (wait.endsWithin(Duration.ofMillis(500))) {
                throw new AssertionError("did not wait: " + wait.out() + wait.err());
            }
            s.merge(
                            "services/web/status",
                            "{status: {loadBalancer: {ingress: [{ip: '192.0.2.7'}]}}}")
                    .is(200);
            if (!wait.endsWithin(Duration.ofSeconds(20))
                    || !wait.out().equals("service/web condition met\n")) {
                throw new AssertionError("still waits: " + wait.out() + wait.err());
            }
        }
        s.kubectl("delete service web --wait=false")
                .prints("service \"web\" deleted from {ns} namespace");
        s.kubectl("wait service web --for=delete --timeout=20s").prints("");
    }

    private static void watches(Session s) {
        s.create("configmaps", "{metadata: {name: \'a\'}}").is(201);
        try (var watch = s.kubectlStarted("get configmap -w --output-watch-events")) {
            lines(watch, 2);
            s.create("configmaps", "{metadata: {name: \'b\'}}").is(201);
            lines(watch, 3);
            s.merge("configmaps/b", "{data: {k: 'v'}}").is(200);
            lines(watch, 4);
            s.delete("configmaps/b").is(200);
            lines(watch, 5);
            var shown = Output.clean(watch.out());
            var expected =
                    """
                    EVENT NAME DATA AGE
                    ADDED a 0 <age>
                    ADDED b 0 <age>
                    MODIFIED b 1 <age>
                    DELETED b 1 <age>
                    """;
            if (!shown.equals(expected.strip())) {
                throw new AssertionError(shown);
            }
        }
    }

    /// Waits until it has written so many lines.
    private static void lines(dev.pairplane.testkit.Kubectl.Call call, int count) {
        for (int i = 0; i < 200; i++) {
            if (call.out().lines().count() >= count) {
                return;
            }
            if (call.endsWithin(Duration.ofMillis(100))) {
                break;
            }
        }
        throw new AssertionError("fewer than " + count + " lines:\n" + call.out() + call.err());
    }
}

package dev.pairplane.simulators.conformance;

import static dev.pairplane.simulators.conformance.Step.kubectl;

import java.util.List;

/// What kubectl shows: tables, descriptions, other forms.
final class KubectlShowSteps {

    private KubectlShowSteps() {}

    static List<Step> all() {
        return List.of(
                kubectl("kubectl get shows Services", KubectlShowSteps::services),
                kubectl("kubectl get shows pods and slices", KubectlShowSteps::podsAndSlices),
                kubectl("kubectl get shows nodes", KubectlShowSteps::kubectlGetShowsNodes),
                kubectl(
                        "kubectl get shows leases, secrets and namespaces",
                        KubectlShowSteps::kubectlGetShowsLeasesSecretsAndNamespaces),
                kubectl("kubectl get shows events", KubectlShowSteps::kubectlGetShowsEvents),
                kubectl("kubectl get has other forms", KubectlShowSteps::forms),
                kubectl("kubectl get takes selectors", KubectlShowSteps::kubectlGetTakesSelectors),
                kubectl(
                        "kubectl get pages through a long list",
                        KubectlShowSteps::kubectlGetPagesThroughALongList),
                kubectl(
                        "kubectl get shows all namespaces",
                        KubectlShowSteps::kubectlGetShowsAllNamespaces),
                kubectl(
                        "kubectl get says that there is nothing",
                        KubectlShowSteps::kubectlGetSaysThatThereIsNothing),
                kubectl("kubectl describe explains a Service", KubectlShowSteps::describesService),
                kubectl(
                        "kubectl describe explains a ConfigMap",
                        KubectlShowSteps::kubectlDescribeExplainsAConfigMap),
                kubectl(
                        "kubectl describe explains leases, slices and nodes",
                        KubectlShowSteps::kubectlDescribeExplainsLeasesSlicesAndNodes),
                kubectl(
                        "kubectl describe says that there is nothing",
                        KubectlShowSteps::kubectlDescribeSaysThatThereIsNothing),
                kubectl("kubectl knows the resources", KubectlShowSteps::kubectlKnowsTheResources),
                kubectl(
                        "kubectl get --raw asks for any path",
                        KubectlShowSteps::kubectlGetRawAsksForAnyPath));
    }

    private static void kubectlGetShowsNodes(Session s) {
        s.create("nodes", "{metadata: {name: 'n-{ns}'}}").is(201);
        s.strategic(
                        "nodes/n-{ns}/status",
                        "{status: {nodeInfo: {kubeletVersion: 'v1.36.1'}, conditions: [{type:"
                                + " 'Ready', status: 'True'}]}}")
                .is(200);
        s.kubectl("get node n-{ns}")
                .prints("NAME STATUS ROLES AGE VERSION\nn-{ns} Ready <none> <age> v1.36.1");
    }

    private static void kubectlGetShowsLeasesSecretsAndNamespaces(Session s) {
        s.create("leases", "{metadata: {name: 'leader'}, spec: {holderIdentity: 'one'}}").is(201);
        s.kubectl("get lease").prints("NAME HOLDER AGE\nleader one <age>");
        s.create("secrets", "{metadata: {name: 'token'}, stringData: {k: 'v'}}").is(201);
        s.kubectl("get secret").prints("NAME TYPE DATA AGE\ntoken Opaque 1 <age>");
        s.kubectl("get namespace {ns}").prints("NAME STATUS AGE\n{ns} Active <age>");
    }

    private static void kubectlGetShowsEvents(Session s) {
        s.create(
                        "events",
                        "{metadata: {name: 'web.1'}, involvedObject: {kind: 'Service', namespace:"
                            + " '{ns}', name: 'web'}, reason: 'Synced', message: 'all is well',"
                            + " type: 'Normal', count: 1, lastTimestamp: '2026-01-01T00:00:00Z',"
                            + " firstTimestamp: '2026-01-01T00:00:00Z'}")
                .is(201);
        s.kubectl(
                        "get events -o"
                            + " custom-columns=REASON:.reason,OBJECT:.involvedObject.name,MESSAGE:.message")
                .prints("REASON OBJECT MESSAGE\nSynced web all is well");
        s.kubectl("get events").hasText("service/web");
    }

    private static void kubectlGetTakesSelectors(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: 'y'}}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b'}}").is(201);
        s.kubectl("get configmap -l x=y -o name").prints("configmap/a");
        s.kubectl("get configmap -l '!x' -o name").prints("configmap/b");
        s.kubectl("get configmap --field-selector metadata.name=b -o name").prints("configmap/b");
        s.kubectl("get configmap --show-labels")
                .prints("NAME DATA AGE LABELS\na 0 <age> x=y\nb 0 <age> <none>");
        s.kubectl("get configmap -L x").prints("NAME DATA AGE X\na 0 <age> y\nb 0 <age>");
        s.kubectl("get configmap --field-selector nonsense=b")
                .fails(
                        "Error from server (BadRequest): Unable to find \"/v1,"
                                + " Resource=configmaps\" that match label selector \"\", field"
                                + " selector \"nonsense=b\": \"nonsense\" is not a known field"
                                + " selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    private static void kubectlGetPagesThroughALongList(Session s) {
        for (int i = 0; i < 5; i++) {
            s.create("configmaps", "{metadata: {name: 'm-" + i + "'}}").is(201);
        }
        s.kubectl("get configmap --chunk-size=2 -o name")
                .prints(
                        """
                        configmap/m-0
                        configmap/m-1
                        configmap/m-2
                        configmap/m-3
                        configmap/m-4
                        """);
    }

    private static void kubectlGetShowsAllNamespaces(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {step: '{ns}'}}}").is(201);
        s.kubectl("get configmap --all-namespaces -l step={ns}")
                .prints("NAMESPACE NAME DATA AGE\n{ns} a 0 <age>");
    }

    private static void kubectlGetSaysThatThereIsNothing(Session s) {
        s.kubectl("get service").ends(0, "", "No resources found in {ns} namespace.");
        s.kubectl("get service none")
                .fails("Error from server (NotFound): services \"none\" not found");
        s.kubectl("get nothings")
                .fails("error: the server doesn't have a resource type \"nothings\"");
    }

    private static void kubectlDescribeExplainsAConfigMap(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: 'y'}}, data: {k: 'v'}}").is(201);
        s.kubectl("describe configmap a")
                .hasLines(
                        "Name: a\nNamespace: {ns}\nLabels: x=y\nAnnotations: <none>\nData\nk:\nv");
    }

    private static void kubectlDescribeExplainsLeasesSlicesAndNodes(Session s) {
        s.create("leases", "{metadata: {name: 'leader'}, spec: {holderIdentity: 'one'}}").is(201);
        s.kubectl("describe lease leader")
                .hasLines(
                        """
                        Name: leader
                        Namespace: {ns}
                        API Version: coordination.k8s.io/v1
                        Kind: Lease
                        Spec:
                        Holder Identity: one
                        """);
        s.create(
                        "endpointslices",
                        "{metadata: {name: 'web'}, addressType: 'IPv4', endpoints: [{addresses:"
                            + " ['10.1.2.3'], conditions: {ready: true}}], ports: [{name: 'http',"
                            + " port: 80}]}")
                .is(201);
        s.kubectl("describe endpointslice web")
                .hasLines(
                        """
                        Name: web
                        AddressType: IPv4
                        Ports:
                        http 80 TCP
                        Endpoints:
                        - Addresses: <ip>
                        Ready: true
                        """);
        s.create("nodes", "{metadata: {name: 'n-{ns}'}}").is(201);
        s.kubectl("describe node n-{ns}").hasLines("Name: n-{ns}\nUnschedulable: false");
    }

    private static void kubectlDescribeSaysThatThereIsNothing(Session s) {
        s.kubectl("describe service none")
                .fails("Error from server (NotFound): services \"none\" not found");
    }

    private static void kubectlKnowsTheResources(Session s) {
        s.kubectl("api-resources --api-group=discovery.k8s.io")
                .prints(
                        """
                        NAME SHORTNAMES APIVERSION NAMESPACED KIND
                        endpointslices discovery.k8s.io/v1 true EndpointSlice
                        """);
        s.kubectl("api-resources")
                .hasLines(
                        """
                        configmaps cm v1 true ConfigMap
                        nodes no v1 false Node
                        services svc v1 true Service
                        leases coordination.k8s.io/v1 true Lease
                        """);
        s.kubectl("version -o json").hasLines("\"gitVersion\": \"v1.36.1\",");
    }

    private static void kubectlGetRawAsksForAnyPath(Session s) {
        s.kubectl("get --raw /readyz").prints("ok");
    }

    private static void services(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'plain', labels: {x: 'y'}}, spec: {selector: {app:"
                                + " 'plain'}, ports: [{port: 80}]}}")
                .is(201);
        s.create(
                        "services",
                        "{metadata: {name: 'web'}, spec: {type: 'LoadBalancer', ports: [{port:"
                                + " 80}]}}")
                .is(201);
        s.create(
                        "services",
                        "{metadata: {name: 'head'}, spec: {clusterIP: 'None', ports: [{port:"
                                + " 80}]}}")
                .is(201);
        s.create(
                        "services",
                        "{metadata: {name: 'out'}, spec: {type: 'ExternalName', externalName:"
                                + " 'example.com'}}")
                .is(201);
        s.kubectl("get service")
                .prints(
                        """
                        NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE
                        head ClusterIP None <none> 80/TCP <age>
                        out ExternalName <none> example.com <none> <age>
                        plain ClusterIP <ip> <none> 80/TCP <age>
                        web LoadBalancer <ip> <pending> 80:<port>/TCP <age>
                        """);
        s.merge("services/web/status", "{status: {loadBalancer: {ingress: [{ip: '192.0.2.7'}]}}}")
                .is(200);
        s.kubectl("get svc web")
                .prints(
                        """
                        NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE
                        web LoadBalancer <ip> 192.0.2.7 80:<port>/TCP <age>
                        """);
        s.kubectl("get services plain -o wide")
                .prints(
                        """
                        NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE SELECTOR
                        plain ClusterIP <ip> <none> 80/TCP <age> app=plain
                        """);
        s.kubectl("get service web --no-headers")
                .prints("web LoadBalancer <ip> 192.0.2.7 80:<port>/TCP <age>");
    }

    private static void podsAndSlices(Session s) {
        s.create(
                        "pods",
                        "{metadata: {name: 'p'}, spec: {nodeName: 'n', containers: [{name: 'c',"
                                + " image: 'i'}]}}")
                .is(201);
        s.kubectl("get pod").prints("NAME READY STATUS RESTARTS AGE\np 0/1 Pending 0 <age>");
        s.merge(
                        "pods/p/status",
                        "{status: {phase: 'Running', podIP: '10.1.2.3', podIPs: [{ip: '10.1.2.3'}],"
                            + " conditions: [{type: 'Ready', status: 'True'}], containerStatuses:"
                            + " [{name: 'c', image: 'i', imageID: 'i', ready: true, restartCount:"
                            + " 2, state: {running: {}}}]}}")
                .is(200);
        s.kubectl("get pod -o wide")
                .prints(
                        """
                        NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
                        p 1/1 Running 2 <age> <ip> n <none> <none>
                        """);
        s.create(
                        "endpointslices",
                        "{metadata: {name: 'web'}, addressType: 'IPv4', endpoints: [{addresses:"
                            + " ['10.1.2.3']}, {addresses: ['10.1.2.4']}], ports: [{port: 80}]}")
                .is(201);
        s.kubectl("get endpointslice")
                .prints("NAME ADDRESSTYPE PORTS ENDPOINTS AGE\nweb IPv4 80 <ip>,<ip> <age>");
    }

    private static void forms(Session s) {
        s.create("configmaps", "{metadata: {name: 'a', labels: {x: 'y'}}, data: {k: 'v'}}").is(201);
        s.create("configmaps", "{metadata: {name: 'b'}, data: {k: 'w'}}").is(201);
        s.kubectl("get configmap a -o yaml")
                .prints(
                        """
                        apiVersion: v1
                        data:
                         k: v
                        kind: ConfigMap
                        metadata:
                         creationTimestamp: "<time>"
                         labels:
                         x: "y"
                         name: a
                         namespace: {ns}
                         resourceVersion: <version>
                         uid: <uid>
                        """);
        s.kubectl("get configmap -o 'jsonpath={.items[*].data.k}'").prints("v w");
        s.kubectl("get configmap -o name").prints("configmap/a\nconfigmap/b");
        s.kubectl("get configmap/a configmap/b -o custom-columns=N:.metadata.name,K:.data.k")
                .prints("N K\na v\nb w");
        s.kubectl("get configmap --sort-by={.data.k} -o name").prints("configmap/a\nconfigmap/b");
        s.kubectl("get configmap -o 'go-template={{range .items}}{{.metadata.name}};{{end}}'")
                .prints("a;b;");
    }

    private static void describesService(Session s) {
        s.create(
                        "services",
                        "{metadata: {name: 'web', labels: {app: 'web'}, annotations: {note:"
                                + " 'hello'}}, spec: {type: 'LoadBalancer', selector: {app: 'web'},"
                                + " ports: [{name: 'http', port: 80, targetPort: 8080}]}}")
                .is(201);
        s.merge("services/web/status", "{status: {loadBalancer: {ingress: [{ip: '192.0.2.7'}]}}}")
                .is(200);
        var uid = s.get("services/web").uid();
        s.create(
                        "endpointslices",
                        "{metadata: {name: 'web-1', labels: {'kubernetes.io/service-name': 'web'}},"
                            + " addressType: 'IPv4', endpoints: [{addresses: ['10.1.2.3']}], ports:"
                            + " [{name: 'http', port: 8080}]}")
                .is(201);
        s.create(
                        "events",
                        "{metadata: {name: 'web.1'}, involvedObject: {kind: 'Service', namespace:"
                                + " '{ns}', name: 'web', uid: '"
                                + uid
                                + "'}, reason: 'Synced', message: 'all is well', type: 'Normal',"
                                + " count: 1, source: {component: 'difftracker'}, firstTimestamp:"
                                + " '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z'}")
                .is(201);
        s.kubectl("describe service web")
                .hasLines(
                        """
                        Name: web
                        Namespace: {ns}
                        Labels: app=web
                        Annotations: note: hello
                        Selector: app=web
                        Type: LoadBalancer
                        IP Family Policy: SingleStack
                        IP Families: IPv4
                        IP: <ip>
                        IPs: <ip>
                        LoadBalancer Ingress: 192.0.2.7 (VIP)
                        Port: http 80/TCP
                        TargetPort: 8080/TCP
                        NodePort: http <port>/TCP
                        Endpoints: <ip>:8080
                        Session Affinity: None
                        External Traffic Policy: Cluster
                        Internal Traffic Policy: Cluster
                        Events:
                        Type Reason Age From Message
                        """)
                .hasText("Synced")
                .hasText("all is well");
    }
}

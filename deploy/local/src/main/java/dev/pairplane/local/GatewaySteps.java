package dev.pairplane.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The steps of difftracker's demo. Each returns when what it claims was seen from outside.
final class GatewaySteps {

    private static final String SERVICES = "/api/v1/namespaces/default/services/";
    private static final String FINALIZER = "servicegateway.azure.com/service-cleanup";
    private static final String UPDATE_LOCATIONS = "/updateAddressLocations";
    private static final String UPDATE_SERVICES = "/updateServices";

    private final AzureApi azure;
    private final KubernetesApi kubernetes;
    private final DemoWait wait;
    private final DemoOutput out;
    private AzureApi.Picture before =
            new AzureApi.Picture(
                    new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    private SortedSet<String> everythingBefore = new TreeSet<>();
    private String half = "";

    GatewaySteps(AzureApi azure, KubernetesApi kubernetes, DemoWait wait, DemoOutput out) {
        this.azure = azure;
        this.kubernetes = kubernetes;
        this.wait = wait;
        this.out = out;
    }

    /// Looks at Azure before anybody wants anything of it.
    void remembersAzure() throws Failure, InterruptedException {
        before = wait.once(azure::look);
        everythingBefore = wait.once(azure::everything);
        out.note("Azure before: %s".formatted(before));
    }

    /// Applies a file.
    void apply(Path file) throws Failure, InterruptedException {
        for (Manifest manifest : Manifests.read(file)) {
            KubernetesApi.Outcome outcome = wait.once(() -> kubernetes.apply(manifest));
            out.note("%s %s".formatted(manifest.title(), outcome.word()));
        }
    }

    /// Azure has exactly what the cluster wants, and each Service shows its address.
    void azureFollows() throws Failure, InterruptedException {
        Duration took =
                wait.until(
                        "Azure follows the cluster",
                        () -> ClusterPicture.look(kubernetes).differences(azure.look(), before));
        ClusterPicture cluster = wait.once(() -> ClusterPicture.look(kubernetes));
        for (Map.Entry<String, ClusterPicture.Served> entry : cluster.services().entrySet()) {
            ClusterPicture.Served service = entry.getValue();
            if (!service.finalizers().contains(FINALIZER)) {
                throw new Failure(
                        "the Service %s has a load balancer, and no finalizer that keeps it until that is gone"
                                .formatted(service.name()));
            }
            out.note("%-5s has %s".formatted(service.name(), service.addresses()));
        }
        cluster.locations()
                .forEach((node, pods) ->
                        out.note("node %s: pods %s".formatted(node, pods.keySet())));
        out.ok(
                "after %s Azure has exactly that: load balancers, public IPs, registrations, addresses"
                        .formatted(DemoOutput.seconds(took)));
    }

    /// Deletes a Service: its addresses drain, its resources go, and only then the object.
    void deletes(String name) throws Failure, InterruptedException {
        String uid = wait.once(() -> ClusterPicture.look(kubernetes)).uid(name);
        long last = lastCall();
        wait.once(() -> {
            kubernetes.delete(SERVICES + name);
            return name;
        });
        Duration took = awaitRemoval(name, uid);
        List<AzureApi.Call> calls =
                wait.once(() -> azure.calls(last)).stream()
                        .filter(call -> !call.method().equals("GET"))
                        .toList();
        calls.forEach(call -> out.note(call.title()));
        requireOrder(calls, UPDATE_LOCATIONS, UPDATE_SERVICES);
        requireOrder(calls, UPDATE_LOCATIONS, "/loadBalancers/" + uid);
        requireOrder(calls, "/loadBalancers/" + uid, "/publicIPAddresses/" + uid);
        out.ok(
                "after %s it is gone: first its addresses, then its resources, then the object with its finalizer"
                        .formatted(DemoOutput.seconds(took)));
        azureFollows();
    }

    private long lastCall() throws Failure, InterruptedException {
        List<AzureApi.Call> calls = wait.once(() -> azure.calls(0));
        return calls.isEmpty() ? 0 : calls.getLast().number();
    }

    /// Waits until the object is gone; at that moment nothing of it may be left.
    private Duration awaitRemoval(String name, String uid) throws Failure, InterruptedException {
        return wait.until(
                "the Service " + name + " goes",
                () -> {
                    if (kubernetes.get(SERVICES + name).isPresent()) {
                        List<String> left = azure.look().traces(uid);
                        return List.of(
                                left.isEmpty()
                                        ? "nothing of it is left in Azure, and the object is still"
                                                + " there"
                                        : "of it is left in Azure " + String.join(", ", left));
                    }
                    List<String> traces = azure.look().traces(uid);
                    if (!traces.isEmpty()) {
                        throw new Failure(
                                "the Service %s was let go while Azure still had %s"
                                        .formatted(name, String.join(", ", traces)));
                    }
                    return List.of();
                });
    }

    private static void requireOrder(List<AzureApi.Call> calls, String first, String then)
            throws Failure {
        int one = first(calls, first);
        int two = first(calls, then);
        if (one < 0 || two < 0 || one > two) {
            throw new Failure(
                    "%s has to come before %s, and Azure was asked: %s"
                            .formatted(
                                    first,
                                    then,
                                    calls.stream().map(AzureApi.Call::title).toList()));
        }
    }

    private static int first(List<AzureApi.Call> calls, String path) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).isAbout(path) && calls.get(i).succeeded()) {
                return i;
            }
        }
        return -1;
    }

    /// Applies a file, and keeps Azure from answering when the load balancers are made.
    ///
    /// @param services as many as are in the file
    void holdsTheCreationOf(int services, Path file) throws Failure, InterruptedException {
        int balancers = wait.once(azure::look).loadBalancers().size();
        wait.once(() -> {
            azure.holdLoadBalancers();
            return services;
        });
        apply(file);
        Duration took =
                wait.until(
                        "both load balancers are being made",
                        () -> {
                            int held = azure.held();
                            int there = azure.look().loadBalancers().size() - balancers;
                            return held >= services && there == services
                                    ? List.of()
                                    : List.of(
                                            "%d PUTs are held, and %d load balancers there"
                                                    .formatted(held, there));
                        });
        ClusterPicture cluster = wait.once(() -> ClusterPicture.look(kubernetes));
        AzureApi.Picture now = wait.once(azure::look);
        long unfinished =
                cluster.services().entrySet().stream()
                        .filter(entry ->
                                entry.getValue().addresses().isEmpty()
                                        && !now.services().contains(entry.getKey()))
                        .count();
        if (unfinished != services) {
            throw new Failure(
                    "%d Services are in the middle of their creation, and %d should be"
                            .formatted(unfinished, services));
        }
        out.note(
                "after %s Azure has made %d load balancers and not said so; the Services have no address yet"
                        .formatted(DemoOutput.seconds(took), services));
    }

    /// Deletes a Service while difftracker is dead: its finalizer keeps it.
    void losesAServiceWhileNobodyWatches(String name) throws Failure, InterruptedException {
        half = wait.once(() -> ClusterPicture.look(kubernetes)).uid(name);
        wait.once(() -> {
            kubernetes.delete(SERVICES + name);
            return name;
        });
        ClusterPicture.Served held =
                wait.once(() -> ClusterPicture.look(kubernetes)).services().get(half);
        if (held == null || !held.deleting()) {
            throw new Failure(
                    "the Service %s was deleted with a load balancer half made, and nothing held it: %s"
                            .formatted(name, held));
        }
        out.note(
                "the Service '%s' is deleted meanwhile, and held by %s"
                        .formatted(name, held.finalizers()));
    }

    /// Lets Azure answer again.
    void releases() throws Failure, InterruptedException {
        wait.once(() -> {
            azure.release();
            return half;
        });
        out.note("Azure answers again");
    }

    /// Nothing is left of the Service that was lost.
    void hasNoTraceOf(String name) throws Failure, InterruptedException {
        List<String> traces = wait.once(azure::look).traces(half);
        if (!traces.isEmpty() || wait.once(() -> kubernetes.get(SERVICES + name)).isPresent()) {
            throw new Failure("of the deleted Service %s there is left %s".formatted(name, traces));
        }
    }

    /// Deletes all Services, then all Nodes; Azure is as it was before.
    ///
    /// @return how many requests to change something Azure has seen in all
    int deletesEverything() throws Failure, InterruptedException {
        ClusterPicture cluster = wait.once(() -> ClusterPicture.look(kubernetes));
        for (ClusterPicture.Served service : cluster.services().values()) {
            wait.once(() -> {
                kubernetes.delete(SERVICES + service.name());
                return service;
            });
        }
        for (Map.Entry<String, ClusterPicture.Served> entry : cluster.services().entrySet()) {
            awaitRemoval(entry.getValue().name(), entry.getKey());
        }
        Duration took = wait.until("Azure is as before", this::leftovers);
        out.ok(
                "after %s Azure is as it was before the demo, and no Service is left in the cluster"
                        .formatted(DemoOutput.seconds(took)));
        return wait.once(azure::writes);
    }

    private List<String> leftovers() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        List<String> amiss =
                new ArrayList<>(ClusterPicture.look(kubernetes).differences(azure.look(), before));
        SortedSet<String> everything = azure.everything();
        if (!everything.equals(everythingBefore)) {
            amiss.add("Azure has %s, and had %s".formatted(everything, everythingBefore));
        }
        return amiss;
    }
}

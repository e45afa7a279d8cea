package dev.pairplane.simulators.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.http.LoopbackServer;
import dev.pairplane.simulators.kubernetes.fault.Faults;
import dev.pairplane.simulators.kubernetes.fault.Journal;
import dev.pairplane.simulators.kubernetes.http.ApiServer;
import dev.pairplane.simulators.kubernetes.http.Snapshots;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import dev.pairplane.simulators.kubernetes.registry.DeleteOptions;
import dev.pairplane.simulators.kubernetes.registry.PodTermination;
import dev.pairplane.simulators.kubernetes.registry.Registry;
import dev.pairplane.simulators.kubernetes.registry.Target;
import dev.pairplane.simulators.kubernetes.registry.WriteOptions;
import dev.pairplane.simulators.kubernetes.rules.ObjectRules;
import dev.pairplane.simulators.kubernetes.rules.ServiceAddresses;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Selection;
import dev.pairplane.simulators.kubernetes.store.Store;
import dev.pairplane.simulators.kubernetes.store.Stored;
import dev.pairplane.simulators.kubernetes.store.Watch;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// A running Kubernetes API server. Safe for any thread; closing it closes all connections.
///
/// The methods about objects do what a request does, without HTTP: no faults, no journal. Resources
/// are named by their plural, objects carry `kind` and `apiVersion`, and refusals are
/// [ApiException]s with the code and the Status of the answer.
public final class KubernetesSimulator implements AutoCloseable {

    private final Store store;
    private final Registry registry;
    private final Faults faults;
    private final Journal journal;
    private final Optional<Kubelets> kubelets;
    private final LoopbackServer server;

    private KubernetesSimulator(KubernetesConfig config) throws IOException {
        // Not for secrets: the same seed gives the same names.
        RandomGenerator random = new Random(config.seed());
        this.store =
                new Store(
                        config.snapshot().map(Snapshots::version).orElse(0L), config.logCapacity());
        ServiceAddresses addresses = new ServiceAddresses(config.serviceRanges());
        this.kubelets = config.podsEndAfter().map(Kubelets::new);
        PodTermination nobody = (namespace, name, uid, grace) -> {};
        this.registry =
                new Registry(
                        store,
                        new ObjectRules(addresses, random),
                        addresses,
                        config.clock(),
                        () -> new UUID(random.nextLong(), random.nextLong()).toString(),
                        config.collectsGarbage(),
                        kubelets.<PodTermination>map(all -> all).orElse(nobody));
        kubelets.ifPresent(all -> all.work(registry));
        this.faults = new Faults(new Random(config.seed()));
        this.journal = new Journal();
        if (config.snapshot().isPresent()) {
            Snapshots.restore(config.snapshot().orElseThrow(), store);
            claimAddresses(addresses);
        } else {
            bootstrap(config);
        }
        this.server =
                LoopbackServer.start(
                        config.port(),
                        new ApiServer(
                                store,
                                registry,
                                faults,
                                journal,
                                config.clock(),
                                config.bookmarkInterval(),
                                config.users()));
    }

    /// Listens from now on.
    ///
    /// @throws IOException when the port is taken
    /// @throws IllegalArgumentException when the snapshot is none
    public static KubernetesSimulator start(KubernetesConfig config) throws IOException {
        return new KubernetesSimulator(config);
    }

    /// What a new cluster has.
    private void bootstrap(KubernetesConfig config) {
        for (String name : List.of("default", "kube-node-lease", "kube-public", "kube-system")) {
            ObjectNode namespace = Json.object();
            namespace.putObject("metadata").put("name", name);
            registry.create(ResourceType.NAMESPACES, "", namespace, WriteOptions.DEFAULT);
        }
        ObjectNode service =
                Json.parse(
                        """
                        {"metadata": {"name": "kubernetes",
                                      "labels": {"component": "apiserver", "provider": "kubernetes"}},
                         "spec": {"ports": [{"name": "https", "port": 443, "targetPort": 6443}]}}
                        """);
        ((ObjectNode) service.path("spec"))
                .put("clusterIP", ServiceAddresses.first(config.serviceRanges().getFirst()));
        registry.create(ResourceType.SERVICES, "default", service, WriteOptions.DEFAULT);
    }

    private void claimAddresses(ServiceAddresses addresses) {
        for (Stored service : store.state().list(ResourceType.SERVICES, Selection.ALL)) {
            addresses.claim(service.key(), Json.object(), service.tree());
        }
    }

    /// `http://127.0.0.1:8091`.
    public URI uri() {
        return server.uri();
    }

    public int port() {
        return server.port();
    }

    /// What a client needs to find it, as YAML.
    public String kubeconfig() {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: pairplane-simulator
          cluster:
            server: %s
        contexts:
        - name: pairplane-simulator
          context:
            cluster: pairplane-simulator
            namespace: default
            user: pairplane
        current-context: pairplane-simulator
        users:
        - name: pairplane
          user:
            token: pairplane
        """
                .formatted(uri());
    }

    /// Writes [#kubeconfig], all of it or nothing.
    ///
    /// @throws IOException when the file or its folder cannot be written
    public void writeKubeconfig(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, kubeconfig(), StandardCharsets.UTF_8);
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    public Faults faults() {
        return faults;
    }

    /// Who asked for what over HTTP.
    public Journal journal() {
        return journal;
    }

    /// Forgets all changes so far: watches and pages from before are told 410.
    public void compact() {
        store.compact();
    }

    /// Ends the watches that are open now, in good order.
    ///
    /// @return how many
    public int dropWatches() {
        List<Watch> open = store.watches();
        open.forEach(Watch::end);
        return open.size();
    }

    /// How many watches are open.
    public int openWatches() {
        return store.watches().size();
    }

    /// The version of the latest change.
    public long version() {
        return store.state().version();
    }

    /// Makes an object.
    ///
    /// @param object with kind and apiVersion; its namespace is `default` when it names none
    /// @throws ApiException when it is refused
    public ObjectNode create(JsonNode object) {
        ResourceType type =
                ResourceType.ofKind(
                        object.path("apiVersion").asText(), object.path("kind").asText());
        String namespace = object.path("metadata").path("namespace").asText("default");
        return registry.create(
                        type, type.namespaced() ? namespace : "", object, WriteOptions.DEFAULT)
                .body();
    }

    /// The object.
    ///
    /// @param namespace "" for an object of the cluster
    public Optional<ObjectNode> get(String resource, String namespace, String name) {
        return store.state()
                .get(ResourceType.ofPlural(resource), namespace, name)
                .map(Stored::fullTree);
    }

    /// The objects of a namespace, in order.
    ///
    /// @param namespace "" for all
    public List<ObjectNode> list(String resource, String namespace) {
        return store.state().list(ResourceType.ofPlural(resource), Selection.in(namespace)).stream()
                .map(Stored::fullTree)
                .toList();
    }

    public int count(String resource) {
        return store.state().count(ResourceType.ofPlural(resource));
    }

    /// Replaces an object, status aside.
    ///
    /// @throws ApiException when it is refused
    public ObjectNode replace(JsonNode object) {
        return replace(object, "");
    }

    /// Replaces the status of an object and nothing else.
    ///
    /// @throws ApiException when it is refused
    public ObjectNode replaceStatus(JsonNode object) {
        return replace(object, "status");
    }

    private ObjectNode replace(JsonNode object, String subresource) {
        ResourceType type =
                ResourceType.ofKind(
                        object.path("apiVersion").asText(), object.path("kind").asText());
        JsonNode metadata = object.path("metadata");
        String namespace = type.namespaced() ? metadata.path("namespace").asText("default") : "";
        Target target = new Target(type, namespace, metadata.path("name").asText(), subresource);
        return registry.replace(target, object, WriteOptions.DEFAULT).body();
    }

    /// Patches an object.
    ///
    /// @param patch an object, or a list for [PatchType#JSON]
    /// @throws ApiException when it is refused
    public ObjectNode patch(
            String resource, String namespace, String name, PatchType type, JsonNode patch) {
        return patch(resource, namespace, name, "", type, patch);
    }

    /// Patches the status and nothing else.
    ///
    /// @throws ApiException when it is refused
    public ObjectNode patchStatus(
            String resource, String namespace, String name, PatchType type, JsonNode patch) {
        return patch(resource, namespace, name, "status", type, patch);
    }

    private ObjectNode patch(
            String resource,
            String namespace,
            String name,
            String subresource,
            PatchType type,
            JsonNode patch) {
        Target target = new Target(ResourceType.ofPlural(resource), namespace, name, subresource);
        return registry.patch(target, type, patch, WriteOptions.DEFAULT).body();
    }

    /// Deletes an object, or begins to.
    ///
    /// @throws ApiException 404 when it does not exist
    public void delete(String resource, String namespace, String name) {
        registry.delete(
                Target.of(ResourceType.ofPlural(resource), namespace, name), DeleteOptions.DEFAULT);
    }

    /// Everything, to be given to another simulator's configuration.
    public ObjectNode snapshot() {
        return Snapshots.take(store.state());
    }

    @Override
    public void close() {
        kubelets.ifPresent(Kubelets::close);
        server.close();
    }
}

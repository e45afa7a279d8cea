package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A real Kubernetes control plane for one test: etcd and the API server, and with
/// [Options#whole()] also the controller manager, the scheduler and kwok, which plays the nodes. On
/// loopback, on free ports, in a folder of its own. The programs come from `make tools`; where they
/// are missing a test asks [#missing()] and is skipped.
///
/// ```java
/// assumeTrue(ControlPlane.missing().isEmpty(), () -> ControlPlane.missing().orElseThrow());
/// try (var cluster = ControlPlane.start(Options.whole().withAudit())) {
///     cluster.addNodes(3);
///     cluster.kubectl("create", "deployment", "web", "--image=web", "--replicas=200").ok();
///     var limited = cluster.kubeconfig("system:serviceaccount:default:difftracker");
/// }
/// ```
///
/// [#close()] ends all processes and waits for them; when this JVM is killed they end too. Ready in
/// seconds. About 0.4 GB for the API server and etcd, 1.1 GB whole and busy. Thread-safe but for
/// closing and restarting.
public final class ControlPlane implements AutoCloseable {

    /// The user who may do everything.
    public static final String ADMIN = "admin";

    private static final String ACCOUNT = "system:serviceaccount:";
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int SHOWN_LINES = 30;

    private final Options options;
    private final ControlPlaneFolder folder;
    private final ControlPlaneCommands commands;
    private final Supervisor supervisor;
    private final Path kubeconfig;
    private final Kubectl kubectl;
    private final HttpClient plain = HttpClient.newHttpClient();
    private @Nullable HttpClient trusting;
    private int nodes;

    private ControlPlane(Options options) {
        this.options = options;
        this.folder = ControlPlaneFolder.create();
        try (var ports = FreePorts.hold(4)) {
            this.commands = new ControlPlaneCommands(folder, options, ports);
        }
        var server = commands.serverUri().toString();
        this.kubeconfig = folder.kubeconfig(ADMIN, server, folder.adminToken());
        this.kubectl = new Kubectl(kubeconfig, folder.root().resolve("kubectl"));
        this.supervisor = Supervisor.start(GoTools.of("testcluster"));
    }

    /// What to start.
    ///
    /// @param controllers which controllers the controller manager runs, `*` for all that are on by
    ///   default; without any there is no controller manager
    /// @param complete whether a scheduler and kwok run too, and pods get ServiceAccounts
    /// @param audited whether the API server logs who asked for what ([ControlPlane#audit()])
    /// @param apiServerFlags further flags of the API server
    public record Options(
            List<String> controllers,
            boolean complete,
            boolean audited,
            List<String> apiServerFlags) {

        public Options {
            controllers = List.copyOf(controllers);
            apiServerFlags = List.copyOf(apiServerFlags);
        }

        /// etcd and the API server. Nothing else moves: no namespace ever finishes terminating.
        public static Options apiServer() {
            return new Options(List.of(), false, false, List.of());
        }

        /// All five: pods of Deployments run on kwok's nodes and are in EndpointSlices.
        public static Options whole() {
            return new Options(List.of("*"), true, false, List.of());
        }

        /// With only these controllers, such as `namespace-controller`.
        public Options controllers(String... names) {
            return new Options(List.of(names), complete, audited, apiServerFlags);
        }

        /// With an audit log.
        public Options withAudit() {
            return new Options(controllers, complete, true, apiServerFlags);
        }

        /// With further flags of the API server.
        public Options apiServerFlags(String... flags) {
            return new Options(controllers, complete, audited, List.of(flags));
        }
    }

    /// Why none can be started here, as the reason of a skipped test; empty when one can.
    public static Optional<String> missing() {
        return GoTools.missing("testcluster", "kubectl", "kwok", "kwok-stages.yaml");
    }

    /// Starts one and waits until it is ready. Throws [AssertionError], with the end of a log, when
    /// a part ends or the API server is not ready within 90 seconds; nothing runs then.
    public static ControlPlane start(Options options) {
        var missing = missing();
        if (missing.isPresent()) {
            throw new IllegalStateException(missing.orElseThrow());
        }
        var cluster = new ControlPlane(options);
        try {
            cluster.startParts();
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void startParts() {
        start("etcd", commands.etcd());
        start("kube-apiserver", commands.apiServer());
        awaitServer();
        if (!options.controllers().isEmpty()) {
            start("kube-controller-manager", commands.controllerManager(kubeconfig));
        }
        if (options.complete()) {
            start("kube-scheduler", commands.scheduler(kubeconfig));
            start("kwok", commands.kwok(kubeconfig));
            // Pods are refused before the controller manager has made it.
            var account = "/api/v1/namespaces/default/serviceaccounts/default";
            await("the ServiceAccount default", () -> get(account).statusCode() == 200);
        }
    }

    private void start(String part, List<String> command) {
        supervisor.start(part, command, folder.log(part));
    }

    private void awaitServer() {
        await("the API server", () -> Files.exists(folder.certificate()) && isReady());
    }

    private boolean isReady() {
        try {
            return send(client(), request("GET", "/readyz")).statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // It may trust what was read of the certificate while that was being written.
            forgetClient();
            return false;
        }
    }

    private void await(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            var ended = supervisor.endWithin(Duration.ofMillis(50));
            if (ended.isPresent()) {
                var line = ended.orElseThrow();
                throw failed("a part " + line, line.split(" ", 3)[1]);
            }
            if (System.nanoTime() > end) {
                throw failed(what + " is not ready after " + LIMIT, "kube-apiserver");
            }
        }
    }

    private AssertionError failed(String what, String part) {
        return new AssertionError(
                what + "; the end of its log:\n" + folder.endOfLog(part, SHOWN_LINES));
    }

    /// Where the API server is: `https://127.0.0.1:<port>`. Its certificate is in [#trust()].
    public URI server() {
        return commands.serverUri();
    }

    /// Trusts the API server's own certificate and no other.
    public SSLContext trust() {
        return folder.trust();
    }

    /// The file with the API server's certificate.
    public Path certificate() {
        return folder.certificate();
    }

    /// The bearer token of [#ADMIN].
    public String adminToken() {
        return folder.adminToken();
    }

    /// A kubeconfig file for a user: [#ADMIN], or `system:serviceaccount:<namespace>:<name>` of a
    /// ServiceAccount that exists, with a token for one hour.
    public Path kubeconfig(String user) {
        if (user.equals(ADMIN)) {
            return kubeconfig;
        }
        var parts =
                user.startsWith(ACCOUNT) ? user.substring(ACCOUNT.length()).split(":", -1) : null;
        if (parts == null || parts.length != 2) {
            throw new IllegalArgumentException(
                    "want " + ADMIN + " or " + ACCOUNT + "<namespace>:<name>, not " + user);
        }
        var token = serviceAccountToken(parts[0], parts[1]);
        return folder.kubeconfig(user, server().toString(), token);
    }

    /// A token for one hour of a ServiceAccount that exists.
    public String serviceAccountToken(String namespace, String name) {
        return kubectl("create", "token", name, "--namespace=" + namespace, "--duration=1h")
                .ok()
                .out()
                .strip();
    }

    /// Runs kubectl as [#ADMIN] to its end.
    public Kubectl.Result kubectl(String... arguments) {
        return kubectl.run(arguments);
    }

    /// Runs kubectl as another user to its end.
    public Kubectl.Result kubectlAs(String user, String... arguments) {
        return kubectlOf(user).run(arguments);
    }

    /// kubectl as a user, for more than one call and for calls that go on.
    public Kubectl kubectlOf(String user) {
        return user.equals(ADMIN)
                ? kubectl
                : new Kubectl(
                        kubeconfig(user), folder.root().resolve("kubectl-" + user.hashCode()));
    }

    /// Applies manifests as [#ADMIN]. Throws [AssertionError] when one is refused.
    public void apply(String manifests) {
        kubectl.runWith(manifests, "apply", "-f", "-").ok();
    }

    /// Adds nodes, ready and with room for 1,000 pods each, and returns their names. Each has an
    /// InternalIP of its own (10.200.x.y). Only with [Options#whole()] do pods run on them.
    public List<String> addNodes(int count) {
        var first = nodes;
        nodes += count;
        return IntStream.range(first, first + count).mapToObj(this::addNode).toList();
    }

    private String addNode(int number) {
        var name = "node-" + number;
        var status =
                """
                {"addresses": [{"type": "InternalIP", "address": "10.200.%d.%d"},
                               {"type": "Hostname", "address": "%s"}],
                 "capacity": {"cpu": "1000", "memory": "1Ti", "pods": "1000"},
                 "allocatable": {"cpu": "1000", "memory": "1Ti", "pods": "1000"}}
                """
                        .formatted(number / 250, number % 250 + 1, name);
        var node =
                """
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s",
                   "labels": {"kubernetes.io/hostname": "%s", "kubernetes.io/os": "linux"}},
                 "status": %s}
                """
                        .formatted(name, name, status);
        accepted(call("POST", "/api/v1/nodes", "application/json", node));
        return name;
    }

    private static HttpResponse<String> accepted(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return response;
    }

    /// One GET of the API as [#ADMIN], whatever the answer is.
    public HttpResponse<String> get(String pathAndQuery) {
        return answer(request("GET", pathAndQuery));
    }

    /// One request of the API with a body as [#ADMIN], whatever the answer is.
    public HttpResponse<String> call(
            String method, String pathAndQuery, String contentType, String body) {
        return answer(
                request(method, pathAndQuery)
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", contentType));
    }

    private HttpRequest.Builder request(String method, String pathAndQuery) {
        return HttpRequest.newBuilder(server().resolve(pathAndQuery))
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + adminToken());
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return send(client(), request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private synchronized void forgetClient() {
        if (trusting != null) {
            trusting.shutdownNow();
            trusting = null;
        }
    }

    private synchronized HttpClient client() {
        if (trusting == null) {
            trusting = HttpClient.newBuilder().sslContext(trust()).build();
        }
        return trusting;
    }

    /// Makes the API server forget all versions but the present state of each object: whoever
    /// watches or pages from an earlier one gets 410. Compacts etcd and restarts the API server,
    /// which breaks all connections; it is ready again when this returns.
    public void forgetHistory() {
        var version = accepted(etcd("kv/range", "{\"key\": \"AA==\"}")).body();
        var revision = version.replaceAll("(?s).*\"revision\":\"(\\d+)\".*", "$1");
        accepted(etcd("kv/compaction", "{\"revision\": " + revision + ", \"physical\": true}"));
        restartApiServer();
    }

    private HttpResponse<String> etcd(String call, String body) {
        try {
            return send(
                    plain,
                    HttpRequest.newBuilder(commands.etcdUri().resolve("/v3/" + call))
                            .POST(BodyPublishers.ofString(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the API server and starts it again on the same port; it is ready when this returns.
    public void restartApiServer() {
        stopApiServer();
        startApiServer();
    }

    /// Ends the API server; what was connected to it is cut off and new connections are refused.
    public void stopApiServer() {
        supervisor.end("kube-apiserver");
    }

    /// Starts the API server that was ended, and waits until it is ready.
    public void startApiServer() {
        start("kube-apiserver", commands.apiServer());
        awaitServer();
    }

    /// The last lines of each part's log, for the message of a test that failed.
    public String endsOfLogs() {
        return folder.parts().stream()
                .map(part -> part + ":\n" + folder.endOfLog(part, SHOWN_LINES))
                .collect(Collectors.joining("\n"));
    }

    /// What the API server answered so far, in order; needs [Options#withAudit()].
    public List<AuditEntry> audit() {
        if (!options.audited()) {
            throw new IllegalStateException("start it with withAudit()");
        }
        return AuditEntry.read(folder.auditLog());
    }

    /// What it answered one user so far.
    public List<AuditEntry> audit(String user) {
        return audit().stream().filter(entry -> entry.user().equals(user)).toList();
    }

    /// The numbers of the processes that run, by the names of the parts and `supervisor`.
    public Map<String, Long> pids() {
        return supervisor.pids();
    }

    /// The end of a part's log, such as `kube-apiserver`, for messages.
    public String endOfLog(String part) {
        return folder.endOfLog(part, SHOWN_LINES);
    }

    /// Ends all processes, waits until they are gone, and removes the folder.
    @Override
    public void close() {
        try {
            supervisor.close();
        } finally {
            var clients = new ArrayList<HttpClient>();
            clients.add(plain);
            if (trusting != null) {
                clients.add(trusting);
            }
            clients.forEach(HttpClient::shutdownNow);
            folder.delete();
        }
    }
}

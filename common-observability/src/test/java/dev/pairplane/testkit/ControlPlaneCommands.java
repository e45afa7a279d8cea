package dev.pairplane.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command lines of a [ControlPlane]'s parts. Everything listens on loopback; nothing elects a
/// leader, since there is one of each.
final class ControlPlaneCommands {

    /// Both families, so that Services of two families can be tried.
    private static final String SERVICE_RANGE = "10.96.0.0/16,fd00:10:96::/112";

    private static final String ISSUER = "https://kubernetes.default.svc";

    private final ControlPlaneFolder folder;
    private final ControlPlane.Options options;
    private final int etcd;
    private final int etcdPeer;
    private final int server;
    private final int kwok;

    ControlPlaneCommands(ControlPlaneFolder folder, ControlPlane.Options options, FreePorts ports) {
        this.folder = folder;
        this.options = options;
        this.etcd = ports.next();
        this.etcdPeer = ports.next();
        this.server = ports.next();
        this.kwok = ports.next();
    }

    URI etcdUri() {
        return URI.create("http://127.0.0.1:" + etcd);
    }

    URI serverUri() {
        return URI.create("https://127.0.0.1:" + server);
    }

    /// Durability is of no use to data that goes with the test.
    List<String> etcd() {
        var peer = "http://127.0.0.1:" + etcdPeer;
        return part(
                "etcd",
                "--data-dir=" + folder.root().resolve("etcd"),
                "--listen-client-urls=" + etcdUri(),
                "--advertise-client-urls=" + etcdUri(),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync",
                "--log-level=warn");
    }

    /// Without a controller manager nobody makes the ServiceAccount that every pod would need. The
    /// Service named kubernetes gets no endpoints, because loopback addresses may not be any.
    List<String> apiServer() {
        var command =
                part(
                        "kube-apiserver",
                        "--etcd-servers=" + etcdUri(),
                        "--bind-address=127.0.0.1",
                        "--advertise-address=127.0.0.1",
                        "--secure-port=" + server,
                        "--cert-dir=" + folder.certificates(),
                        "--endpoint-reconciler-type=none",
                        "--service-cluster-ip-range=" + SERVICE_RANGE,
                        "--token-auth-file=" + folder.tokens(),
                        "--authorization-mode=RBAC",
                        "--service-account-issuer=" + ISSUER,
                        "--service-account-signing-key-file=" + folder.signingKey(),
                        "--service-account-key-file=" + folder.verifyingKey(),
                        "--allow-privileged=true",
                        "--profiling=false");
        if (!options.complete()) {
            command.add("--disable-admission-plugins=ServiceAccount");
        }
        if (options.audited()) {
            command.add("--audit-policy-file=" + folder.auditPolicy());
            command.add("--audit-log-path=" + folder.auditLog());
        }
        command.addAll(options.apiServerFlags());
        return command;
    }

    List<String> controllerManager(Path kubeconfig) {
        return part(
                "kube-controller-manager",
                "--kubeconfig=" + kubeconfig,
                "--controllers=" + String.join(",", options.controllers()),
                "--leader-elect=false",
                "--secure-port=0",
                "--service-cluster-ip-range=" + SERVICE_RANGE,
                "--service-account-private-key-file=" + folder.signingKey(),
                "--root-ca-file=" + folder.certificate(),
                "--kube-api-qps=1000",
                "--kube-api-burst=2000",
                "--concurrent-deployment-syncs=10",
                "--concurrent-replicaset-syncs=10",
                "--profiling=false");
    }

    List<String> scheduler(Path kubeconfig) {
        return part(
                "kube-scheduler",
                "--kubeconfig=" + kubeconfig,
                "--kube-api-qps=1000",
                "--kube-api-burst=2000",
                "--leader-elect=false",
                "--secure-port=0",
                "--profiling=false");
    }

    /// Without leases pods turn unready after 40 s.
    List<String> kwok(Path kubeconfig) {
        return new ArrayList<>(
                List.of(
                        GoTools.of("kwok").toString(),
                        "--kubeconfig=" + kubeconfig,
                        "--config=" + GoTools.of("kwok-stages.yaml"),
                        "--manage-all-nodes=true",
                        "--node-lease-duration-seconds=40",
                        "--cidr=10.128.0.0/14",
                        "--server-address=127.0.0.1:" + kwok));
    }

    private static List<String> part(String name, String... flags) {
        var command = new ArrayList<String>();
        command.add(GoTools.of("testcluster").toString());
        command.add(name);
        command.addAll(List.of(flags));
        return command;
    }
}

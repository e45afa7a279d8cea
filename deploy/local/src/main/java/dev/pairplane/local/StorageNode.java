package dev.pairplane.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One storage node.
///
/// @param index from 0; part of its name
/// @param grpcPort where clients connect
/// @param managementPort health, metrics and the console, over HTTP
record StorageNode(int index, int grpcPort, int managementPort) implements Program {

    /// Two log segments ahead, a recycled one, memtables on their way to disk, and the reserve
    /// below which the node takes no writes, with as much again to work with.
    static final long DISK = 512L << 20;

    private static final Jvm JVM = new Jvm(256);

    /// The node with the ports that belong to its index.
    static StorageNode at(int index) {
        return new StorageNode(
                index,
                Ports.GRPC + index,
                index == 0 ? Ports.MANAGEMENT_OF_NODE_0 : Ports.MANAGEMENT + index);
    }

    @Override
    public String name() {
        return "storage-node-" + index;
    }

    @Override
    public List<Ports.Claim> claims() {
        return List.of(
                new Ports.Claim(grpcPort, name() + " (gRPC)"),
                new Ports.Claim(managementPort, name() + " (health, metrics, console)"));
    }

    @Override
    public long disk() {
        return DISK;
    }

    /// A page on the management port.
    URI page(String path) {
        return URI.create("http://" + HOST + ":" + managementPort + path);
    }

    @Override
    public List<UrlTable.Entry> urls() {
        return List.of(
                new UrlTable.Entry(name(), "gRPC", URI.create("grpc://" + HOST + ":" + grpcPort)),
                new UrlTable.Entry(name(), "console", page("/")),
                new UrlTable.Entry(name(), "metrics", page("/metrics")),
                new UrlTable.Entry(name(), "health", page("/health")));
    }

    @Override
    public Optional<String> missing(Installation installation) {
        Path jar = installation.packages().storageNode();
        return Files.isRegularFile(jar)
                ? Optional.empty()
                : Optional.of(
                        "the storage node is not packaged (%s is missing): build it with 'mvn -Dquick -pl storage-node -am package', or use 'make run'"
                                .formatted(jar));
    }

    @Override
    public ChildProcess.Spec prepare(Installation installation, Path home, Path log)
            throws Failure {
        return prepare(installation, home, home.resolve("data"), log);
    }

    /// The same with its data elsewhere.
    ChildProcess.Spec prepare(Installation installation, Path home, Path dataDirectory, Path log)
            throws Failure {
        Path config = Jvm.configure(home, yaml(dataDirectory));
        return new ChildProcess.Spec(
                name(),
                JVM.service(installation, installation.packages().storageNode()),
                Map.of("NODE_ID", name(), "CONFIG_PATH", config.toString()),
                home,
                log,
                page("/health/ready"));
    }

    /// What leads the service's own client to this node; it finds node 0 by itself.
    String portOption() {
        return grpcPort == Ports.GRPC ? "" : " --port " + grpcPort;
    }

    private String yaml(Path dataDirectory) {
        return """
        # Written by the local launcher at each start; changes are lost.
        server:
          node_id: %s
          host: %s
          port: %d
        storage:
          data_dir: "%s"
        metrics:
          port: %d
        commit_log:
          # 16 MiB: a laptop has little use for a gigabyte of log ahead.
          segment_size: 16777216
        logging:
          format: console
        """
                .formatted(name(), HOST, grpcPort, Jvm.escaped(dataDirectory), managementPort);
    }
}

package dev.pairplane.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One storage node: its ports, its configuration, and how its process is started.
///
/// @param index from 0; part of its name
/// @param grpcPort where clients connect
/// @param managementPort health, metrics and the console, over HTTP
record StorageNode(int index, int grpcPort, int managementPort) {

    static final String HOST = "127.0.0.1";

    /// Small and fixed, so that several nodes fit on a laptop beside everything else. The serial
    /// collector has the smallest footprint, and with heaps of this size its pauses are short. A
    /// node that runs out of memory ends, which the launcher reports, and does not limp on.
    private static final List<String> MEMORY =
            List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    /// Netty uses both; without them each start prints the JVM's warnings about it.
    private static final List<String> QUIET =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /// The node with the ports that belong to its index.
    static StorageNode at(int index) {
        return new StorageNode(
                index,
                Ports.GRPC + index,
                index == 0 ? Ports.MANAGEMENT_OF_NODE_0 : Ports.MANAGEMENT + index);
    }

    String name() {
        return "storage-node-" + index;
    }

    List<Ports.Claim> claims() {
        return List.of(
                new Ports.Claim(grpcPort, name() + " (gRPC)"),
                new Ports.Claim(managementPort, name() + " (health, metrics, console)"));
    }

    /// A page on the management port.
    URI page(String path) {
        return URI.create("http://" + HOST + ":" + managementPort + path);
    }

    /// Where people and programs look, all of which answer once the node is ready.
    List<UrlTable.Entry> urls() {
        return List.of(
                new UrlTable.Entry(name(), "gRPC", URI.create("grpc://" + HOST + ":" + grpcPort)),
                new UrlTable.Entry(name(), "console", page("/")),
                new UrlTable.Entry(name(), "metrics", page("/metrics")),
                new UrlTable.Entry(name(), "health", page("/health")));
    }

    /// Writes the node's configuration file into its home.
    ///
    /// @param home the process' working directory, where a crash report of the JVM would go too
    /// @return what starts the process
    ChildProcess.Spec prepare(Installation installation, Path home, Path dataDirectory, Path log)
            throws Failure {
        Path config = home.resolve("config.yaml");
        try {
            Files.writeString(config, yaml(dataDirectory));
        } catch (IOException e) {
            throw new Failure("%s cannot be written (%s)".formatted(config, e));
        }
        return new ChildProcess.Spec(
                name(),
                command(installation),
                Map.of("NODE_ID", name(), "CONFIG_PATH", config.toString()),
                home,
                log,
                page("/health/ready"));
    }

    /// What leads the service's own client to this node; it finds node 0 by itself.
    String portOption() {
        return grpcPort == Ports.GRPC ? "" : " --port " + grpcPort;
    }

    private List<String> command(Installation installation) {
        List<String> command = new ArrayList<>();
        installation.detach().ifPresent(setsid -> command.add(setsid.toString()));
        command.add(installation.java().toString());
        command.addAll(MEMORY);
        command.addAll(QUIET);
        command.add("-Dquarkus.profile=local");
        command.add("-Dpairplane.parent-pipe=true");
        command.add("-jar");
        command.add(installation.storageNode().toString());
        return command;
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
                .formatted(name(), HOST, grpcPort, escaped(dataDirectory), managementPort);
    }

    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

package dev.pairplane.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What `make run` runs.
///
/// @param simulators what difftracker works with
/// @param difftracker needs the simulators
/// @param nodes storage nodes, independent of everything else
/// @param publishingQueue needs its PostgreSQL, and targets that answer
record Platform(
        Optional<Simulators> simulators,
        Optional<Difftracker> difftracker,
        List<StorageNode> nodes,
        Optional<PublishingQueue> publishingQueue) {

    Platform {
        nodes = List.copyOf(nodes);
    }

    /// Everything, on the ports that belong to it.
    static Platform of(Installation installation, Command.Run command) {
        Path kubeconfig =
                command.own().map(OwnCluster::kubeconfig).orElse(installation.kubeconfig());
        Simulators simulators =
                new Simulators(
                        Ports.AZURE,
                        command.own().isPresent()
                                ? OptionalInt.empty()
                                : OptionalInt.of(Ports.KUBERNETES),
                        kubeconfig);
        Difftracker difftracker =
                new Difftracker(
                        Ports.DIFFTRACKER,
                        Ports.MANAGEMENT_OF_DIFFTRACKER,
                        simulators.azure(),
                        kubeconfig,
                        command.own().map(OwnCluster::loadBalancerClass).orElse(Difftracker.CLASS));
        List<StorageNode> nodes =
                IntStream.range(0, command.nodes()).mapToObj(StorageNode::at).toList();
        PublishingQueue publishingQueue =
                new PublishingQueue(
                        Ports.PUBLISHING_QUEUE,
                        Ports.MANAGEMENT_OF_PUBLISHING_QUEUE,
                        new Postgres(Ports.POSTGRES),
                        new Receiver(Ports.RECEIVER),
                        PublishingQueue.Tuning.RUN,
                        consoles(difftracker, nodes));
        return new Platform(
                Optional.of(simulators),
                Optional.of(difftracker),
                nodes,
                Optional.of(publishingQueue));
    }

    /// The consoles that the queue's leads to.
    static List<UrlTable.Entry> consoles(Difftracker difftracker, List<StorageNode> nodes) {
        return Stream.<Program>concat(Stream.of(difftracker), nodes.stream())
                .flatMap(program -> program.urls().stream())
                .filter(entry -> entry.what().equals("console"))
                .toList();
    }

    /// What is started together, after what was started before it is ready.
    List<List<Program>> waves() {
        return List.of(
                Stream.<Program>concat(
                                simulators.stream(),
                                publishingQueue.stream()
                                        .flatMap(queue ->
                                                Stream.of(queue.postgres(), queue.receiver())))
                        .toList(),
                Stream.of(difftracker.stream(), nodes.stream(), publishingQueue.stream())
                        .<Program>flatMap(programs -> programs)
                        .toList());
    }

    /// Everything in the order of its start.
    List<Program> programs() {
        return waves().stream().flatMap(List::stream).toList();
    }

    /// What somebody who has just started it may want to know, line by line.
    List<String> hints(Installation installation) throws Failure {
        List<String> lines = new ArrayList<>();
        if (simulators.isPresent()) {
            addCluster(lines, simulators.orElseThrow());
        }
        if (!nodes.isEmpty()) {
            addStorageNode(lines, installation);
        }
        if (publishingQueue.isPresent()) {
            addPublishingQueue(lines, installation, publishingQueue.orElseThrow());
        }
        lines.add("  logs:    " + installation.state().resolve("logs"));
        if (nodes.size() > 1) {
            lines.add(
                    "  note:    the %d storage nodes are independent of each other: they do not replicate yet"
                            .formatted(nodes.size()));
        }
        return lines;
    }

    private static void addCluster(List<String> lines, Simulators running) {
        lines.add("  cluster: export KUBECONFIG='%s'".formatted(running.kubeconfig()));
        if (running.kubernetesPort().isPresent()) {
            lines.add("  try it:  make apply F=deploy/local/samples/shop.yaml");
            lines.add("           kubectl get services    # where there is a kubectl");
        }
    }

    private static void addPublishingQueue(
            List<String> lines, Installation installation, PublishingQueue queue) throws Failure {
        lines.add(
                "  alerts:  export API_TOKEN=%s"
                        .formatted(
                                PublishingQueue.token(
                                        installation.state().resolve(PublishingQueue.NAME))));
        lines.add(
                "  try it:  curl %s%s/submit -H \"Authorization: Bearer $API_TOKEN\" -H 'Content-Type: application/json' \\"
                        .formatted(queue.api(), PublishingQueue.API));
        lines.add(
                "             -d"
                    + " '{\"alert\":{\"alert_name\":\"HighCPU\",\"status\":\"firing\",\"labels\":{\"severity\":\"critical\"},\"starts_at\":\"'$(date"
                    + " -u +%FT%TZ)'\"}}'");
    }

    private void addStorageNode(List<String> lines, Installation installation) {
        lines.add(
                "  try it:  alias storage-node='%s --sun-misc-unsafe-memory-access=allow -jar %s'"
                        .formatted(installation.java(), installation.packages().storageNode()));
        for (String words :
                List.of("put demo greeting hello", "get demo greeting", "delete demo greeting")) {
            lines.add("           storage-node " + words + nodes.getFirst().portOption());
        }
    }
}

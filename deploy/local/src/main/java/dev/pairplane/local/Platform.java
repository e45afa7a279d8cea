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
record Platform(
        Optional<Simulators> simulators,
        Optional<Difftracker> difftracker,
        List<StorageNode> nodes) {

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
        return new Platform(
                Optional.of(simulators),
                Optional.of(difftracker),
                IntStream.range(0, command.nodes()).mapToObj(StorageNode::at).toList());
    }

    /// What is started together, after what was started before it is ready.
    List<List<Program>> waves() {
        return List.of(
                simulators.stream().<Program>map(program -> program).toList(),
                Stream.<Program>concat(difftracker.stream(), nodes.stream()).toList());
    }

    /// Everything in the order of its start.
    List<Program> programs() {
        return waves().stream().flatMap(List::stream).toList();
    }

    /// What somebody who has just started it may want to know, line by line.
    List<String> hints(Installation installation) {
        List<String> lines = new ArrayList<>();
        if (simulators.isPresent()) {
            addCluster(lines, simulators.orElseThrow());
        }
        if (!nodes.isEmpty()) {
            addStorageNode(lines, installation);
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

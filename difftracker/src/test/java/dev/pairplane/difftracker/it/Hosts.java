package dev.pairplane.difftracker.it;

import dev.pairplane.simulators.kubernetes.KubernetesSimulator;
import dev.pairplane.simulators.kubernetes.patch.PatchType;
import java.util.random.RandomGenerator;

/// The Nodes of a cluster, which come and go, and the pods on them. One thread.
final class Hosts {
    private static final String NODES = "nodes";
    private static final int COUNT = 6;

    private final World world;
    private final KubernetesSimulator cluster;
    private final RandomGenerator random;
    private final int[] nodeOf;

    /// Makes the Nodes.
    Hosts(World world, RandomGenerator random, int pods) {
        this.world = world;
        this.cluster = world.kubernetes();
        this.random = random;
        this.nodeOf = new int[pods];
        for (int pod = 0; pod < pods; pod++) {
            nodeOf[pod] = random.nextInt(COUNT);
        }
        for (int node = 0; node < COUNT; node++) {
            world.node(name(node), addresses(node));
        }
    }

    private static String name(int node) {
        return "node-" + node;
    }

    /// Sometimes others than before, and sometimes without IPv6.
    private String[] addresses(int node) {
        int network = random.nextInt(4) == 0 ? 1 : 0;
        String v4 = "10.0." + network + "." + (10 + node);
        return random.nextInt(4) == 0
                ? new String[] {v4}
                : new String[] {v4, "fd00:0:0:" + network + "::" + (10 + node)};
    }

    /// The address of a pod.
    static String address(int pod, boolean v6) {
        return v6 ? "fd00:244::" + Integer.toHexString(pod + 1) : "10.244.0." + (pod + 1);
    }

    /// The name of a pod's Node.
    String of(int pod) {
        return name(nodeOf[pod]);
    }

    /// A pod's address turns up on another Node.
    void move(int pod) {
        nodeOf[pod] = random.nextInt(COUNT);
    }

    /// Removes a Node, brings one back, or changes the addresses of one.
    String step() {
        int node = random.nextInt(COUNT);
        if (cluster.get(NODES, "", name(node)).isEmpty()) {
            world.node(name(node), addresses(node));
            return "node added";
        }
        if (random.nextBoolean()) {
            cluster.delete(NODES, "", name(node));
            return "node removed";
        }
        var patch = World.json("{\"status\": {}}");
        var list = patch.withObject("/status").putArray("addresses");
        for (String address : addresses(node)) {
            list.addObject().put("type", "InternalIP").put("address", address);
        }
        cluster.patchStatus(NODES, "", name(node), PatchType.MERGE, patch);
        return "node changed";
    }
}

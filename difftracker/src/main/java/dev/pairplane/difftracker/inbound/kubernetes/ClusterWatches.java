package dev.pairplane.difftracker.inbound.kubernetes;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// The watches of everything the controller reads: Services, EndpointSlices and Nodes.
///
/// The client must not repair watches by itself (`watchReconnectLimit` 0): it would hide for how
/// long one has failed.
public final class ClusterWatches {
    private static final long PAGE = 500;

    private final List<ObjectWatch<?>> watches;

    /// @param events told what is seen
    /// @param listener told what fails
    /// @param random for jitter
    public ClusterWatches(
            KubernetesClient client,
            ClusterEvents events,
            WatchListener listener,
            RandomGenerator random) {
        var outstanding = new AtomicInteger(3);
        Runnable listed =
                () -> {
                    if (outstanding.decrementAndGet() == 0) {
                        events.synced();
                    }
                };
        this.watches =
                List.of(
                        watch(
                                "services",
                                ObjectSource.of(client.services().inAnyNamespace(), PAGE),
                                services(events),
                                listener,
                                listed,
                                random),
                        watch(
                                "endpointslices",
                                ObjectSource.of(
                                        client.discovery().v1().endpointSlices().inAnyNamespace(),
                                        PAGE),
                                slices(events),
                                listener,
                                listed,
                                random),
                        watch(
                                "nodes",
                                ObjectSource.of(client.nodes(), PAGE),
                                nodes(events),
                                listener,
                                listed,
                                random));
    }

    private static <T extends HasMetadata> ObjectWatch<T> watch(
            String kind,
            ObjectSource<T> source,
            ObjectSink<T> sink,
            WatchListener listener,
            Runnable listed,
            RandomGenerator random) {
        return new ObjectWatch<>(
                kind, source, sink, listener, listed, random, ObjectWatch.Pace.DEFAULT);
    }

    static ObjectSink<Service> services(ClusterEvents events) {
        return new ObjectSink<>() {
            @Override
            public void seen(Service object) {
                events.serviceSeen(Reduced.service(object));
            }

            @Override
            public void gone(ObjectRef object) {
                events.serviceGone(object);
            }
        };
    }

    static ObjectSink<EndpointSlice> slices(ClusterEvents events) {
        return new ObjectSink<>() {
            @Override
            public void seen(EndpointSlice object) {
                events.sliceSeen(Reduced.slice(object));
            }

            @Override
            public void gone(ObjectRef object) {
                events.sliceGone(object.namespace(), object.name());
            }
        };
    }

    /// Nodes report in every few minutes; only changes of what is read of them are passed on.
    static ObjectSink<Node> nodes(ClusterEvents events) {
        return new ObjectSink<>() {
            private final Map<String, NodeObject> last = new HashMap<>();

            @Override
            public void seen(Node object) {
                NodeObject node = Reduced.node(object);
                if (!node.equals(last.put(node.name(), node))) {
                    events.nodeSeen(node);
                }
            }

            @Override
            public void gone(ObjectRef object) {
                last.remove(object.name());
                events.nodeGone(object.name());
            }
        };
    }

    /// Begins to watch. Once only; returns at once.
    public void start() {
        watches.forEach(ObjectWatch::start);
    }

    /// Ends the watches; nothing is told afterwards, but for calls that hang.
    ///
    /// @param atMost how long to wait for each
    public void stop(Duration atMost) throws InterruptedException {
        for (ObjectWatch<?> watch : watches) {
            watch.stop(atMost);
        }
    }

    /// How they are doing.
    public List<WatchStatus> statuses() {
        return watches.stream().<WatchStatus>map(ObjectWatch::status).toList();
    }
}

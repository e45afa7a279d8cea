package dev.pairplane.difftracker.app;

import dev.pairplane.difftracker.core.engine.Controller;
import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.inbound.kubernetes.ClusterEvents;
import dev.pairplane.difftracker.inbound.kubernetes.WatchListener;
import dev.pairplane.difftracker.inbound.kubernetes.WatchStatus;
import dev.pairplane.difftracker.outbound.azure.ArmCallListener;
import dev.pairplane.difftracker.outbound.azure.ArmExchange;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesCallListener;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesOperation;
import dev.pairplane.difftracker.telemetry.CallTelemetry;
import dev.pairplane.difftracker.telemetry.WatchState;
import dev.pairplane.difftracker.telemetry.WatchTelemetry;
import java.time.Duration;
import java.util.List;

/// Joins parts that do not know each other: each method is one listener that hands on to another
/// part.
final class ListenerBridges {
    private ListenerBridges() {}

    static ClusterEvents clusterEvents(Controller controller) {
        return new ClusterEvents() {
            @Override
            public void serviceSeen(ServiceObject service) {
                controller.serviceSeen(service);
            }

            @Override
            public void serviceGone(ObjectRef service) {
                controller.serviceGone(service);
            }

            @Override
            public void sliceSeen(SliceObject slice) {
                controller.sliceSeen(slice);
            }

            @Override
            public void sliceGone(String namespace, String name) {
                controller.sliceGone(namespace, name);
            }

            @Override
            public void nodeSeen(NodeObject node) {
                controller.nodeSeen(node);
            }

            @Override
            public void nodeGone(String name) {
                controller.nodeGone(name);
            }

            @Override
            public void synced() {
                controller.clusterSynced();
            }
        };
    }

    static WatchListener watches(WatchTelemetry telemetry) {
        return new WatchListener() {
            @Override
            public void listed(String kind, int objects, int vanished) {
                telemetry.listed(kind, objects, vanished);
            }

            @Override
            public void failed(String kind, int failures, String error) {
                telemetry.failed(kind, failures, error);
            }

            @Override
            public void recovered(String kind, Duration after) {
                telemetry.recovered(kind, after);
            }
        };
    }

    static List<WatchState> states(List<WatchStatus> statuses) {
        return statuses.stream()
                .map(s -> new WatchState(s.kind(), s.listed(), s.objects(), s.failing(), s.error()))
                .toList();
    }

    static ArmCallListener azure(CallTelemetry telemetry) {
        return new ArmCallListener() {
            @Override
            public void exchanged(ArmExchange exchange) {
                telemetry.azure(
                        exchange.operation().label(),
                        exchange.status(),
                        exchange.failure(),
                        exchange.nanos(),
                        exchange.requestId(),
                        exchange.correlationId());
            }

            @Override
            public void breakerChanged(boolean open) {
                telemetry.breaker("azure", open);
            }
        };
    }

    static KubernetesCallListener kubernetes(CallTelemetry telemetry) {
        return new KubernetesCallListener() {
            @Override
            public void exchanged(
                    KubernetesOperation operation, int status, String failure, long nanos) {
                telemetry.kubernetes(operation.label(), status, failure);
            }

            @Override
            public void breakerChanged(boolean open) {
                telemetry.breaker("kubernetes", open);
            }

            @Override
            public void eventDropped() {
                telemetry.eventDropped();
            }
        };
    }
}

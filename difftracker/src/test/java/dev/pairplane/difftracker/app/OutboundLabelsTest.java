package dev.pairplane.difftracker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.outbound.azure.ArmOperation;
import dev.pairplane.difftracker.outbound.kubernetes.KubernetesOperation;
import dev.pairplane.difftracker.telemetry.DifftrackerMetric;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Metrics do not know the clients, whose operations their labels list.
class OutboundLabelsTest {

    @Test
    void everyOperationOfTheClientsIsAValueOfItsLabel() {
        assertThat(DifftrackerMetric.AZURE_CALLS.spec().labels().getFirst().values())
                .containsExactlyElementsOf(
                        Arrays.stream(ArmOperation.values()).map(ArmOperation::label).toList());
        assertThat(DifftrackerMetric.KUBERNETES_CALLS.spec().labels().getFirst().values())
                .containsExactlyElementsOf(
                        Arrays.stream(KubernetesOperation.values())
                                .map(KubernetesOperation::label)
                                .toList());
    }
}

package dev.pairplane.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.storage.core.engine.Refusal;
import dev.pairplane.storage.inbound.grpc.Ending;
import dev.pairplane.storage.inbound.grpc.Rpc;
import dev.pairplane.storage.inbound.grpc.Violation;
import dev.pairplane.storage.telemetry.NodeRegistry;
import dev.pairplane.storage.telemetry.RequestTelemetry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The edge and telemetry do not know each other; what the one calls the end of a request, the
/// other has to count.
///
/// Storage invariant 135
class EndingLabelsTest {
    private final NodeRegistry registry = new NodeRegistry();
    private final RequestTelemetry telemetry = new RequestTelemetry(registry.metrics());

    static List<Ending> endings() {
        return Stream.of(
                        Stream.of(
                                new Ending.Served(),
                                new Ending.NotFound(),
                                new Ending.Cancelled(),
                                new Ending.Undecodable(),
                                new Ending.Unexpected()),
                        Arrays.stream(Violation.Reason.values()).map(Ending.Invalid::new),
                        Arrays.stream(Refusal.values()).map(Ending.Refused::new))
                .<Ending>flatMap(s -> s)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void everyErrorIsCountedUnderItsOperation(Ending ending) {
        for (Rpc rpc : Rpc.values()) {
            Map<String, Double> moved =
                    registry.moved(() ->
                            telemetry.ended(rpc.label(), ending.isError(), ending.label(), 1, 0));

            assertThat(
                            moved.keySet().stream()
                                    .filter(s -> s.startsWith("pairdb_storage_errors_total{"))
                                    .filter(s -> s.contains("op=" + rpc.label())))
                    .as("%s of %s", ending, rpc)
                    .hasSize(ending.isError() ? 1 : 0);
            boolean refusedForWhatItHolds =
                    switch (ending) {
                        case Ending.Invalid _, Ending.Undecodable _ -> true;
                        case Ending.Served _, Ending.NotFound _, Ending.Cancelled _ -> false;
                        case Ending.Refused _, Ending.Unexpected _ -> false;
                    };
            assertThat(
                            moved.containsKey(
                                    "pairdb_validation_rejections_total{reason="
                                            + ending.label()
                                            + "}"))
                    .as("%s of %s", ending, rpc)
                    .isEqualTo(refusedForWhatItHolds);
        }
    }
}

package dev.pairplane.difftracker.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.locations.SteppedTime;
import dev.pairplane.difftracker.core.state.ServiceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private static final ServiceKey A = ServiceKey.inbound("a");
    private static final ServiceKey B = ServiceKey.inbound("b");
    private static final ServiceKey C = ServiceKey.inbound("c");
    private static final ServiceKey D = ServiceKey.inbound("d");

    private final SteppedTime time = new SteppedTime();
    private final List<ServiceKey> begun = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(time, task -> time.after(Duration.ZERO, task), 2, begun::add, _ -> {});

    private void schedule(ServiceKey key, long seconds) {
        dispatcher.schedule(key, true, time.nanos() + Duration.ofSeconds(seconds).toNanos());
    }

    private void pass(long seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    /// Difftracker invariant 114.
    @Test
    void aNewTimeTakesThePlaceOfTheOldOne() {
        schedule(A, 10);
        schedule(A, 20);
        pass(19);
        assertThat(begun).isEmpty();

        pass(100);

        assertThat(begun).containsExactly(A);
    }

    /// Difftracker invariant 114.
    @Test
    void nothingIsHandedOutAfterTheStop() {
        schedule(A, 0);
        schedule(B, 10);
        dispatcher.stop();
        schedule(C, 0);

        pass(100);

        assertThat(begun).isEmpty();
    }

    /// Difftracker invariant 116.
    @Test
    void handsOutOnlyWhatWantsAWorkerAndNoMoreThanThereIsRoomFor() {
        dispatcher.schedule(A, false, time.nanos());
        schedule(B, 0);
        schedule(C, 0);
        schedule(D, 0);
        pass(1);
        assertThat(begun).containsExactly(B, C);

        dispatcher.ended();
        pass(1);

        assertThat(begun).containsExactly(B, C, D);
        assertThat(dispatcher.running()).isEqualTo(2);
    }

    /// Difftracker invariant 116: parked ones want theirs later.
    @Test
    void onlyWhatIsToBeMadeOrToBeDeletedWantsAWorker() {
        var wanting = EnumSet.noneOf(ServiceState.class);
        MachineSetup.services()
                .values()
                .forEach(service -> {
                    if (service != null && service.next().isPresent()) {
                        assertThat(service.isRunning()).isFalse();
                        wanting.add(service.state());
                    }
                });

        assertThat(wanting)
                .containsExactlyInAnyOrder(
                        ServiceState.NOT_STARTED, ServiceState.DELETION_IN_PROGRESS);
        Tracked parked =
                MachineSetup.parked(MachineSetup.notStarted(), ParkReason.RETRIES_EXCEEDED);
        assertThat(parked.attempts().notBeforeNanos()).isGreaterThan(MachineSetup.NOW);
    }
}

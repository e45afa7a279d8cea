package dev.pairplane.storage.inbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(100);

    @Test
    void letsRequestsInUpToItsLimitAndNotOneByteMore() {
        assertThat(inFlight.enter(60)).isTrue();
        assertThat(inFlight.enter(40)).isTrue();
        assertThat(inFlight.enter(1)).isFalse();
    }

    @Test
    void aRefusedRequestTakesNoRoom() {
        inFlight.enter(60);
        inFlight.enter(60);

        assertThat(inFlight.enter(40)).isTrue();
    }

    @Test
    void givesRoomBack() {
        inFlight.enter(60);
        inFlight.enter(40);
        inFlight.leave(60);

        assertThat(inFlight.enter(60)).isTrue();
    }

    @Test
    void letsALargeRequestInWhenItIsAlone() {
        assertThat(inFlight.enter(1000)).isTrue();
        assertThat(inFlight.enter(1)).isFalse();
    }
}

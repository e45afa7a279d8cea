package dev.pairplane.publishing.inbound.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignInBrakeTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final SignInBrake brake = new SignInBrake(ConsoleSettings.DEFAULTS, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void fail(String address) {
        for (int i = 0; i < 5; i++) {
            assertThat(brake.attempt(address)).isEmpty();
        }
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        fail("10.0.0.1");

        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThat(brake.attempt("10.0.0.1")).contains(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds));
            assertThat(brake.attempt("10.0.0.1")).isEmpty();
        }
    }

    @Test
    void aGoodTokenAndLongQuietAreForgiven() {
        fail("10.0.0.1");
        brake.succeeded("10.0.0.1");
        fail("10.0.0.1");
        pass(Duration.ofMinutes(6));
        fail("10.0.0.1");
    }

    @Test
    void addressesWaitForThemselvesAndOneNetworkOfIpv6IsOne() {
        fail("10.0.0.1");
        fail("2001:db8::1");

        assertThat(brake.attempt("10.0.0.2")).isEmpty();
        assertThat(brake.attempt("2001:db8::2")).isPresent();
        assertThat(brake.attempt("2001:db8:0:1::1")).isEmpty();
        assertThat(brake.attempt("local")).isEmpty();
    }

    @Test
    void onlySoManyAddressesAreRemembered() {
        fail("first");
        for (int i = 0; i < ConsoleSettings.DEFAULTS.addresses(); i++) {
            assertThat(brake.attempt("host-" + i)).isEmpty();
        }

        assertThat(brake.attempt("first")).isEmpty();
    }
}

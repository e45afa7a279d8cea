package dev.pairplane.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void givesDistinctPortsThatCanBeBound() throws IOException {
        var seen = new HashSet<Integer>();
        try (var ports = FreePorts.hold(5)) {
            for (int i = 0; i < 5; i++) {
                var port = ports.next();
                assertThat(seen.add(port)).isTrue();
                try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    assertThat(socket.getLocalPort()).isEqualTo(port);
                }
            }
            assertThatThrownBy(ports::next).hasMessageContaining("hold more");
        }
    }

    @Test
    void holdsAPortUntilItIsAskedFor() {
        try (var ports = FreePorts.hold(2)) {
            var second = ports.waiting().get(1);
            assertThat(ports.next()).isNotEqualTo(second);
            assertThatThrownBy(() -> bind(second)).isInstanceOf(IOException.class);

            assertThat(ports.next()).isEqualTo(second);
            assertThatCode(() -> bind(second)).doesNotThrowAnyException();
        }
    }

    /// A program that starts slowly would find its port taken by somebody's connection.
    @Test
    void givesNoPortThatAnOutgoingConnectionMayGet() {
        try (var ports = FreePorts.hold(20)) {
            assertThat(ports.waiting())
                    .allSatisfy(
                            port -> assertThat(port).isBetween(FreePorts.FIRST, FreePorts.END - 1));
        }
    }

    /// What was given out may not be bound yet.
    @Test
    void givesNoneAgainWhileThereAreOthers() {
        var first = new HashSet<Integer>();
        try (var ports = FreePorts.hold(25)) {
            first.addAll(ports.waiting());
        }
        try (var ports = FreePorts.hold(25)) {
            assertThat(ports.waiting()).doesNotContainAnyElementsOf(first);
        }
    }

    @Test
    void letsGoOfTheRestWhenItIsClosed() {
        int port;
        try (var ports = FreePorts.hold(1)) {
            port = ports.waiting().getFirst();
        }
        assertThatCode(() -> bind(port)).doesNotThrowAnyException();
    }

    private static void bind(int port) throws IOException {
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
}

package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void findsAPortTakenOnTheLoopbackAddressAndOnAllAddresses() throws Exception {
        int free = Ports.free(1).getFirst();
        try (ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket everywhere = new ServerSocket()) {
            everywhere.bind(new InetSocketAddress(0));
            Ports.Claim first = new Ports.Claim(loopback.getLocalPort(), "first");
            Ports.Claim second = new Ports.Claim(free, "second");
            Ports.Claim third = new Ports.Claim(everywhere.getLocalPort(), "third");

            assertThat(Ports.taken(List.of(first, second, third))).containsExactly(first, third);
        }
    }

    @Test
    void givesDifferentPortsThatAreFree() {
        List<Integer> ports = Ports.free(20);

        assertThat(ports).hasSize(20).doesNotHaveDuplicates();
        // A program that starts slowly would find another one taken by somebody's connection.
        assertThat(ports)
                .allSatisfy(port ->
                        assertThat(port).isBetween(Ports.FIRST_FREE, Ports.END_OF_FREE - 1));
        assertThat(Ports.taken(ports.stream().map(p -> new Ports.Claim(p, "test")).toList()))
                .isEmpty();
    }

    /// What was given out may not be listened on yet.
    @Test
    void givesNoneAgainWhileThereAreOthers() {
        Set<Integer> ports = new HashSet<>(Ports.free(25));

        assertThat(ports).doesNotContainAnyElementsOf(Ports.free(25));
    }

    @Test
    void givesEachNodeThePortsOfItsIndex() {
        assertThat(StorageNode.at(0)).isEqualTo(new StorageNode(0, 50052, 9091));
        assertThat(StorageNode.at(1)).isEqualTo(new StorageNode(1, 50053, 9401));
        assertThat(StorageNode.at(7)).isEqualTo(new StorageNode(7, 50059, 9407));
    }
}

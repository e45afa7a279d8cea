package dev.pairplane.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The loopback ports of this machine.
final class Ports {

    static final int LARGEST = 65_535;

    /// What a storage node's ports begin with; node 0 has its management port elsewhere.
    static final int GRPC = 50_052;

    static final int MANAGEMENT_OF_NODE_0 = 9091;
    static final int MANAGEMENT = 9400;

    static final int DIFFTRACKER = 8083;
    static final int MANAGEMENT_OF_DIFFTRACKER = 9483;
    static final int AZURE = 8090;
    static final int KUBERNETES = 8091;
    static final int PUBLISHING_QUEUE = 8082;
    static final int MANAGEMENT_OF_PUBLISHING_QUEUE = 9482;
    static final int RECEIVER = 8092;
    static final int POSTGRES = 54_329;

    /// Where neither `make run` nor, on Linux, an outgoing connection has its port.
    static final int FIRST_FREE = 20_000;

    static final int END_OF_FREE = 32_768;

    /// So many ports are for one process, the one that says so included.
    private static final int RANGE = 64;

    private Ports() {}

    /// A port that something is going to listen on.
    ///
    /// @param owner for people, such as `storage-node-0 (gRPC)`
    record Claim(int port, String owner) {}

    /// Those claims whose port cannot be listened on now, in their order.
    static List<Claim> taken(List<Claim> claims) {
        return claims.stream().filter(claim -> !isFree(claim.port())).toList();
    }

    /// As many different free ports as asked for, none of them one that `make run` uses, and none
    /// that the system gives to outgoing connections: a program may take a while until it listens.
    ///
    /// They are from a range that this process has for itself among those that ask here, for as
    /// long as it lives, and none is given out again before all others were. For any thread.
    ///
    /// @throws IllegalStateException when there are not as many
    static List<Integer> free(int count) {
        return OwnRange.of().free(count);
    }

    /// The ports of this process. The first one says so: it is listened on, and nobody answers.
    private static final class OwnRange {
        private static @Nullable OwnRange own;

        private final ServerSocket guard;
        private int next;

        private OwnRange(ServerSocket guard) {
            this.guard = guard;
        }

        static synchronized OwnRange of() {
            OwnRange range = own;
            if (range == null) {
                range = new OwnRange(guard());
                own = range;
            }
            return range;
        }

        private static ServerSocket guard() {
            int ranges = (END_OF_FREE - FIRST_FREE) / RANGE;
            int start = ThreadLocalRandom.current().nextInt(ranges);
            for (int i = 0; i < ranges; i++) {
                try {
                    return listen(FIRST_FREE + (start + i) % ranges * RANGE);
                } catch (IOException taken) {
                    // Another process has that range, or somebody uses the port.
                }
            }
            throw new IllegalStateException(
                    "all %d ranges of ports from %d to %d are in use"
                            .formatted(ranges, FIRST_FREE, END_OF_FREE - 1));
        }

        synchronized List<Integer> free(int count) {
            Set<Integer> ports = new LinkedHashSet<>();
            for (int tries = 0; ports.size() < count; tries++) {
                if (tries == RANGE - 1) {
                    throw new IllegalStateException(
                            "no %d free ports from %d to %d on the loopback address"
                                    .formatted(
                                            count,
                                            guard.getLocalPort() + 1,
                                            guard.getLocalPort() + RANGE - 1));
                }
                int port = guard.getLocalPort() + 1 + next;
                next = (next + 1) % (RANGE - 1);
                if (isFree(port)) {
                    ports.add(port);
                }
            }
            return List.copyOf(ports);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        // A port whose last connections are still winding down counts as free, as for the services.
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }
}

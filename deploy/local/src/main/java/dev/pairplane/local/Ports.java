package dev.pairplane.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

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

    private Ports() {}

    /// A port that something is going to listen on.
    ///
    /// @param owner for people, such as `storage-node-0 (gRPC)`
    record Claim(int port, String owner) {}

    /// Those claims whose port cannot be listened on now, in their order.
    static List<Claim> taken(List<Claim> claims) {
        return claims.stream().filter(claim -> !isFree(claim.port())).toList();
    }

    /// As many different free ports as asked for, none of them one that `make run` uses.
    ///
    /// They are free at the moment of the answer; nothing keeps them so.
    static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            while (ports.size() < count) {
                ServerSocket socket = listen(0);
                held.add(socket);
                if (!belongsToRun(socket.getLocalPort())) {
                    ports.add(socket.getLocalPort());
                }
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
        return ports;
    }

    private static boolean belongsToRun(int port) {
        return (port >= GRPC && port < GRPC + Command.MAX_NODES) || port == POSTGRES;
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

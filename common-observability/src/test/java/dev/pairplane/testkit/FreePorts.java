package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Loopback ports that nobody uses: distinct, and held by this JVM until each is asked for. The
/// time between asking and binding cannot be closed, but it is made harmless: no port is one that
/// the system gives to outgoing connections, nor one that another test's process takes, and none is
/// given out again before all others of this process were.
///
/// ```java
/// try (var ports = FreePorts.hold(2)) {
///     start("--port=" + ports.next(), "--management=" + ports.next());
/// }
/// ```
///
/// Not thread-safe.
public final class FreePorts implements AutoCloseable {

    /// Linux gives outgoing connections those from 32,768 on; nobody else's are here.
    static final int FIRST = 20_000;

    static final int END = 32_768;

    /// So many are for one process, which listens on the first one as long as it lives. The local
    /// launcher takes its own in the same way, so that neither takes one that the other has given
    /// to a program that is still starting.
    private static final int RANGE = 64;

    private static @Nullable ServerSocket guard;
    private static int next;

    private final List<ServerSocket> held = new ArrayList<>();

    private FreePorts() {}

    /// Holds so many ports.
    public static FreePorts hold(int count) {
        var ports = new FreePorts();
        try {
            for (int i = 0; i < count; i++) {
                ports.held.add(bind());
            }
        } catch (IOException e) {
            ports.close();
            throw new UncheckedIOException("no free port on loopback", e);
        }
        return ports;
    }

    private static ServerSocket bind() throws IOException {
        var refused = new IOException("none of the ports of this process could be had");
        for (int i = 1; i < RANGE; i++) {
            try {
                return listen(nextInRange());
            } catch (IOException e) {
                refused.addSuppressed(e);
            }
        }
        throw refused;
    }

    private static synchronized int nextInRange() throws IOException {
        var held = guard;
        if (held == null) {
            held = guard();
            guard = held;
        }
        var port = held.getLocalPort() + 1 + next;
        next = (next + 1) % (RANGE - 1);
        return port;
    }

    private static ServerSocket guard() throws IOException {
        var ranges = (END - FIRST) / RANGE;
        var start = ThreadLocalRandom.current().nextInt(ranges);
        var refused = new IOException("all " + ranges + " ranges of ports are in use");
        for (int i = 0; i < ranges; i++) {
            try {
                return listen(FIRST + (start + i) % ranges * RANGE);
            } catch (IOException e) {
                refused.addSuppressed(e);
            }
        }
        throw refused;
    }

    private static ServerSocket listen(int port) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Lets go of one port and returns its number. Throws [IllegalStateException] when all are
    /// used.
    public int next() {
        if (held.isEmpty()) {
            throw new IllegalStateException("all held ports are used; hold more");
        }
        var socket = held.removeFirst();
        close(socket);
        return socket.getLocalPort();
    }

    /// The numbers that are still held.
    List<Integer> waiting() {
        return held.stream().map(ServerSocket::getLocalPort).toList();
    }

    /// Lets go of the rest.
    @Override
    public void close() {
        held.forEach(FreePorts::close);
        held.clear();
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

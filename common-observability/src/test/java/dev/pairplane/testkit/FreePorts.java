package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Loopback ports that nobody uses: distinct, and held by this JVM until each is asked for, so that
/// no other test takes one in between. The moment between asking and binding cannot be closed, but
/// it is made harmless: no port is one that the system gives to outgoing connections.
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
    private static final int TRIES = 1000;

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
        var refused = new IOException("none of " + TRIES + " ports could be had");
        for (int i = 0; i < TRIES; i++) {
            var socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                var port = ThreadLocalRandom.current().nextInt(FIRST, END);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            } catch (IOException e) {
                socket.close();
                refused.addSuppressed(e);
            }
        }
        throw refused;
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

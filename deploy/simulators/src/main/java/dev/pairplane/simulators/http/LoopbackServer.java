package dev.pairplane.simulators.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An HTTP/1.1 server on 127.0.0.1 with one handler for every path. Each request has a virtual
/// thread of its own.
public final class LoopbackServer implements AutoCloseable {

    static {
        // Without it each small answer waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// Listens from now on.
    ///
    /// @param port 0 for any free one
    /// @throws IOException when the port is taken
    public static LoopbackServer start(int port, HttpHandler handler) throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1024);
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return new LoopbackServer(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// The address to reach it at, without a path: `http://127.0.0.1:8090`.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// Closes the port and every connection at once; handlers that are still at work are
    /// interrupted.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.pairplane.publishing.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes spans over OTLP (protobuf over HTTP) and keeps them as they came: protobuf has names as
/// their text and ids as their bytes, so both can be looked for without reading it.
final class TraceCollector implements AutoCloseable {
    private final HttpServer server;
    private final List<byte[]> batches = new CopyOnWriteArrayList<>();

    private TraceCollector(HttpServer server) {
        this.server = server;
    }

    static TraceCollector start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TraceCollector collector = new TraceCollector(server);
        server.createContext("/v1/traces", collector::take);
        server.start();
        return collector;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            batches.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Whether a name or a value came; ASCII.
    boolean has(String text) {
        return contains(text);
    }

    /// Whether the id of a trace or span came, as its own or as a parent's.
    ///
    /// @param id in hexadecimal digits
    boolean hasId(String id) {
        return contains(new String(HexFormat.of().parseHex(id), StandardCharsets.ISO_8859_1));
    }

    /// One character stands for one byte.
    private boolean contains(String bytes) {
        return batches.stream()
                .anyMatch(batch -> new String(batch, StandardCharsets.ISO_8859_1).contains(bytes));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

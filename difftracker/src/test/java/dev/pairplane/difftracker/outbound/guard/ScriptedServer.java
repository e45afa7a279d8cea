package dev.pairplane.difftracker.outbound.guard;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// An HTTP server on a socket that answers as a script says, also in ways that no proper server
/// would: half a body, a cut connection, nothing at all. One request per connection.
public final class ScriptedServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Function<Request, Reply> script;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Listens on a free port of this machine.
    public ScriptedServer(Function<Request, Reply> script) throws IOException {
        this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.script = script;
        var _ = threads.submit(this::accept);
    }

    /// What came in. Names of headers are in lower case.
    public record Request(String method, String target, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /// The path without its query.
        public String path() {
            int query = target.indexOf('?');
            return query < 0 ? target : target.substring(0, query);
        }
    }

    /// What goes out.
    public sealed interface Reply {

        /// A whole answer.
        record Answer(int status, Map<String, String> headers, String body) implements Reply {

            public Answer with(String name, String value) {
                var more = new HashMap<>(headers);
                more.put(name, value);
                return new Answer(status, more, body);
            }
        }

        /// The head of an answer and part of what it announces, then the end of the connection.
        record Truncated(int status, String body, int announced) implements Reply {}

        /// The end of the connection.
        record Cut() implements Reply {}

        /// Nothing, until the server is closed.
        record Stall() implements Reply {}
    }

    /// An answer with JSON.
    public static Reply.Answer json(int status, String body) {
        return new Reply.Answer(status, Map.of("Content-Type", "application/json"), body);
    }

    /// An answer without a body.
    public static Reply.Answer empty(int status) {
        return new Reply.Answer(status, Map.of(), "");
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /// All requests so far, in order.
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                var _ = threads.submit(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            Request request = read(new BufferedInputStream(connection.getInputStream()));
            requests.add(request);
            OutputStream out = connection.getOutputStream();
            switch (script.apply(request)) {
                case Reply.Answer(int status, var headers, var body) -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    write(out, status, headers, bytes, bytes.length);
                }
                case Reply.Truncated(int status, var body, int announced) ->
                        write(
                                out,
                                status,
                                Map.of("Content-Type", "application/json"),
                                body.getBytes(StandardCharsets.UTF_8),
                                announced);
                case Reply.Cut() -> connection.setSoLinger(true, 0);
                case Reply.Stall() -> closed.await();
            }
        } catch (IOException e) {
            // The client went away, which some scripts are about.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(
            OutputStream out, int status, Map<String, String> headers, byte[] body, int announced)
            throws IOException {
        var head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (status != 204) {
            head.append("Content-Length: ").append(announced).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private static Request read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.add(line);
        }
        if (head.isEmpty()) {
            throw new IOException("no request came");
        }
        var headers = new HashMap<String, String>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String[] first = head.getFirst().split(" ", -1);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(first[0], first[1], Map.copyOf(headers), body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        threads.shutdownNow();
    }
}

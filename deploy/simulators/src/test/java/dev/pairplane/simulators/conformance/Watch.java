package dev.pairplane.simulators.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One watch that is open. A thread of its own reads the events; the step takes them in order.
final class Watch implements AutoCloseable {

    private static final int SECONDS = 15;

    private final Session session;
    private final String request;
    private final InputStream stream;
    // Empty at the end of the stream.
    private final LinkedBlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    Watch(Session session, String request, InputStream stream) {
        this.session = session;
        this.request = request;
        this.stream = stream;
        Thread.ofVirtual().name("watch").start(this::read);
    }

    private void read() {
        try (var reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> lines.add(Optional.of(line)));
        } catch (IOException | UncheckedIOException e) {
            // Closed by close(), or cut by the server: either way the end, which is said below.
        }
        lines.add(Optional.empty());
    }

    /// The next event has this type and these fields of its object. Returns the object.
    JsonNode next(String type, String fields) {
        var event = Match.parsed(take().orElseThrow(() -> wrong("the stream ended")));
        if (!event.path("type").asText().equals(type)) {
            throw wrong("the event is not " + type + ": " + event);
        }
        var differences = Match.differences(session.named(fields), event.path("object"));
        if (!differences.isEmpty()) {
            throw wrong(String.join("\n", differences) + "\nevent: " + event);
        }
        return event.path("object");
    }

    /// The next event is a bookmark; changes do not come before it. Returns its resource version.
    String bookmark(String kind) {
        return next(
                        "BOOKMARK",
                        "{kind: '" + kind + "', metadata: {resourceVersion: '*', name: 'absent'}}")
                .at("/metadata/resourceVersion")
                .asText();
    }

    /// The next event's type, whatever it is of.
    String type() {
        return Match.parsed(take().orElseThrow(() -> wrong("the stream ended")))
                .path("type")
                .asText();
    }

    /// The stream ends without another event.
    void ends() {
        var line = take();
        if (line.isPresent()) {
            throw wrong("there is another event: " + line.orElseThrow());
        }
    }

    private Optional<String> take() {
        try {
            var line = lines.poll(SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw wrong("no event within " + SECONDS + " s");
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private AssertionError wrong(String what) {
        return new AssertionError(request + "\n" + what);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

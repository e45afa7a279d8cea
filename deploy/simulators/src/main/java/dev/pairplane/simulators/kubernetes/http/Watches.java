package dev.pairplane.simulators.kubernetes.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.pairplane.simulators.kubernetes.fault.Fault;
import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.Json;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import dev.pairplane.simulators.kubernetes.store.Selection;
import dev.pairplane.simulators.kubernetes.store.Store;
import dev.pairplane.simulators.kubernetes.store.Stored;
import dev.pairplane.simulators.kubernetes.store.Watch;
import dev.pairplane.simulators.kubernetes.store.WatchEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Watches: one JSON document a line, for as long as client and server like.
final class Watches {

    /// As long as the real server keeps one that names no time of its own.
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    private static final long MAX_TIMEOUT_SECONDS = Integer.MAX_VALUE;

    /// How long before the end of a watch the last bookmark comes.
    private static final Duration LAST_BOOKMARK = Duration.ofSeconds(2);

    private final Store store;
    private final Tables tables;
    private final Duration bookmarkInterval;

    Watches(Store store, Tables tables, Duration bookmarkInterval) {
        this.store = store;
        this.tables = tables;
        this.bookmarkInterval = bookmarkInterval;
    }

    /// @param drop when the watch is to end before its time
    /// @throws ApiException when the options contradict each other
    Reply watch(
            Route route, Query query, Representation form, Optional<Fault.Effect.DropWatch> drop) {
        Selection selection = Lists.selection(route, query);
        boolean initial = checkInitialEvents(query);
        long version = Lists.version(query);
        Stream stream = new Stream(route.type(), selection, initial, version, query, form, drop);
        return new Reply(200, stream::send);
    }

    private static boolean checkInitialEvents(Query query) {
        Causes causes = new Causes();
        String match = query.text("resourceVersionMatch");
        boolean initial = query.flag("sendInitialEvents");
        if (query.text("sendInitialEvents").isEmpty()) {
            if (!match.isEmpty()) {
                causes.forbidden(
                        "resourceVersionMatch",
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                                + " provided");
            }
        } else if (!"NotOlderThan".equals(match)) {
            causes.forbidden(
                    "resourceVersionMatch",
                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!causes.found().isEmpty()) {
            throw ApiException.invalidOptions("ListOptions", causes);
        }
        return initial;
    }

    /// One watch on its way to one client.
    private final class Stream {

        private final ResourceType type;
        private final Selection selection;
        private final boolean initial;
        private final long version;
        private final Query query;
        private final Representation form;
        private final Optional<Fault.Effect.DropWatch> drop;
        private final Duration timeout;
        private long initialLeft = -1;
        private long initialVersion;
        private int sent;

        Stream(
                ResourceType type,
                Selection selection,
                boolean initial,
                long version,
                Query query,
                Representation form,
                Optional<Fault.Effect.DropWatch> drop) {
            this.type = type;
            this.selection = selection;
            this.initial = initial;
            this.version = version;
            this.query = query;
            this.form = form;
            this.drop = drop;
            // Read before anything is sent, so that nonsense can still be refused.
            this.timeout = timeout(query);
        }

        private Watch open() {
            if (version != 0 && !initial) {
                return store.watch(type, selection, version);
            }
            Store.Start start = store.watchAll(type, selection);
            if (initial && query.flag("allowWatchBookmarks")) {
                initialLeft = start.count();
                initialVersion = start.version();
            }
            return start.watch();
        }

        void send(HttpExchange exchange) throws IOException, InterruptedException {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            try (Watch watch = open()) {
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = new BufferedOutputStream(exchange.getResponseBody());
                // The headers go out at once: clients wait for them.
                exchange.getResponseBody().flush();
                events(out, watch);
                if (dropped() && drop.orElseThrow().abrupt()) {
                    throw new IOException("an injected fault breaks the connection");
                }
                out.close();
            } catch (ApiException expired) {
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = new BufferedOutputStream(exchange.getResponseBody());
                line(out, "ERROR", expired.status());
                out.close();
            }
        }

        private boolean dropped() {
            return drop.filter(fault -> sent >= fault.afterEvents()).isPresent();
        }

        private void events(OutputStream out, Watch source)
                throws IOException, InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            long bookmark = nextBookmark(end);
            boolean bookmarks = query.flag("allowWatchBookmarks");
            while (!dropped()) {
                if (initialLeft == 0) {
                    initialLeft = -1;
                    bookmark(out, initialVersion, true);
                }
                long now = System.nanoTime();
                if (now - end >= 0) {
                    return;
                }
                long patience =
                        Math.min(
                                end - now,
                                bookmarks ? Math.max(1, bookmark - now) : Long.MAX_VALUE);
                Optional<WatchEvent> event = source.next(Duration.ofNanos(patience));
                if (event.isPresent()) {
                    event(out, event.orElseThrow());
                } else if (source.ended()) {
                    return;
                } else if (bookmarks && System.nanoTime() - bookmark >= 0) {
                    Optional<Long> version = source.caughtUp();
                    if (version.isPresent()) {
                        bookmark(out, version.orElseThrow(), false);
                    }
                    bookmark = nextBookmark(end);
                }
            }
        }

        /// Every now and then, and once shortly before the end, so that the next watch can begin
        /// there.
        private long nextBookmark(long end) {
            long now = System.nanoTime();
            long last = end - LAST_BOOKMARK.toNanos();
            long regular = bookmarkInterval.toNanos();
            return now + (last - now > 0 ? Math.min(regular, last - now) : regular);
        }

        private static Duration timeout(Query query) {
            return query.number("timeoutSeconds")
                    .filter(seconds -> seconds > 0)
                    .map(seconds -> Duration.ofSeconds(Math.min(seconds, MAX_TIMEOUT_SECONDS)))
                    .orElse(DEFAULT_TIMEOUT);
        }

        private void event(OutputStream out, WatchEvent event) throws IOException {
            Stored shown = event.shown();
            String kind = event.kind().name();
            switch (form) {
                case OBJECT -> {
                    out.write(start(kind));
                    shown.writeFull(out);
                    out.write(END);
                    out.flush();
                }
                case METADATA -> line(out, kind, Tables.partial(shown));
                case TABLE -> {
                    ObjectNode metadata =
                            Json.object().put("resourceVersion", Long.toString(shown.version()));
                    line(
                            out,
                            kind,
                            tables.table(
                                    type,
                                    List.of(shown),
                                    metadata,
                                    query.text("includeObject"),
                                    sent == 0));
                }
            }
            sent++;
            if (initialLeft > 0) {
                initialLeft--;
            }
        }

        private void bookmark(OutputStream out, long version, boolean initialEnd)
                throws IOException {
            ObjectNode object = Json.object();
            object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
            ObjectNode metadata = object.putObject("metadata");
            metadata.put("resourceVersion", Long.toString(version));
            metadata.putNull("creationTimestamp");
            if (initialEnd) {
                metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
            }
            line(
                    out,
                    "BOOKMARK",
                    form == Representation.TABLE
                            ? tables.table(type, List.of(), metadata, "None", false)
                            : object);
        }

        private void line(OutputStream out, String kind, JsonNode object) throws IOException {
            out.write(start(kind));
            out.write(Json.bytes(object));
            out.write(END);
            out.flush();
        }
    }

    private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);

    private static byte[] start(String kind) {
        return ("{\"type\":\"" + kind + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
    }
}

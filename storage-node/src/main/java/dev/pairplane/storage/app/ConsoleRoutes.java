package dev.pairplane.storage.app;

import dev.pairplane.observability.command.BuildInfo;
import dev.pairplane.storage.config.ServerConfig;
import dev.pairplane.storage.core.engine.Engine;
import dev.pairplane.storage.core.engine.EngineEvent;
import dev.pairplane.storage.core.engine.EngineStatus;
import dev.pairplane.storage.inbound.console.ConsolePage;
import dev.pairplane.storage.inbound.console.NodeView;
import dev.pairplane.storage.inbound.console.NodeView.Card;
import dev.pairplane.storage.inbound.console.NodeView.Row;
import dev.pairplane.storage.telemetry.StateGauges;
import dev.pairplane.storage.telemetry.SyncWindow;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts the console on the HTTP port, and says what it shows.
@Singleton
final class ConsoleRoutes {
    private static final double MEBIBYTE = 1 << 20;

    private final Engine engine;
    private final SyncWindow syncWindow;
    private final Template page;
    private final String nodeId;

    ConsoleRoutes(
            Engine engine,
            SyncWindow syncWindow,
            @Location("node") Template page,
            ServerConfig server) {
        this.engine = engine;
        this.syncWindow = syncWindow;
        this.page = page;
        this.nodeId = server.nodeId();
    }

    void attach(@Observes Router router) {
        new ConsolePage(page, BuildInfo.read().version(), this::view).attach(router);
    }

    private NodeView view() {
        EngineStatus now = engine.status();
        String state = StateGauges.state(now);
        String tone =
                switch (now.state()) {
                    case OPEN -> {
                        if (now.poisoned()) {
                            yield "bad";
                        }
                        yield now.drain().begun() ? "warn" : "ok";
                    }
                    case RECOVERING, CLOSED -> "warn";
                    case FAILED -> "bad";
                };
        return new NodeView(
                nodeId,
                state,
                tone,
                List.of(log(now), memtables(now), levels(now), syncs(), recovery(now)));
    }

    private static Card log(EngineStatus now) {
        return new Card(
                "Commit log",
                List.of(
                        new Row("segments in force", count(now.segments())),
                        new Row("size", mebibytes(now.logBytes())),
                        new Row("active segment", count(now.activeSegment())),
                        new Row("last sequence number", count(now.lastSeq())),
                        new Row("written, not synced", count(now.unsyncedBytes()) + " B")));
    }

    private static Card memtables(EngineStatus now) {
        long share = now.memtableLimit() == 0 ? 0 : 100 * now.memtableBytes() / now.memtableLimit();
        return new Card(
                "Memtables",
                List.of(
                        new Row("keys", count(now.memtableKeys())),
                        new Row("live data", mebibytes(now.memtableBytes())),
                        new Row("of their limit", share + " %"),
                        new Row("waiting to be flushed", count(now.waitingMemtables()))));
    }

    private static Card levels(EngineStatus now) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < now.levels().size(); i++) {
            EngineStatus.Level level = now.levels().get(i);
            rows.add(
                    new Row("level " + i, count(level.tables()) + ", " + mebibytes(level.bytes())));
        }
        rows.add(new Row("blocks in memory", mebibytes(now.cache().bytes())));
        return new Card("Tables", rows);
    }

    private Card syncs() {
        SyncWindow.Quantiles recent = syncWindow.quantiles();
        return new Card(
                "Syncs, the last 1,024",
                List.of(
                        new Row("since the start", count(recent.syncs())),
                        new Row("median", milliseconds(recent.p50())),
                        new Row("99 of 100 within", milliseconds(recent.p99())),
                        new Row("longest", milliseconds(recent.max()))));
    }

    private static Card recovery(EngineStatus now) {
        List<Row> rows =
                now.recovery()
                        .map(ConsoleRoutes::recovered)
                        .orElse(List.of(new Row("recovery", "not through yet")));
        return new Card("Last start", rows);
    }

    private static List<Row> recovered(EngineEvent.Recovery recovery) {
        return List.of(
                new Row("after a crash", recovery.clean() ? "no" : "yes"),
                new Row("records replayed", count(recovery.records())),
                new Row("torn bytes dropped", count(recovery.tornBytes())),
                new Row("records lost", count(recovery.skipped())),
                new Row("took", milliseconds(recovery.nanos() / 1e6)));
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
    }

    private static String milliseconds(double value) {
        return String.format(Locale.ROOT, "%.2f ms", value);
    }
}

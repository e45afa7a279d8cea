package dev.pairplane.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Several simulators that start, are saved and stop together. Closing twice is safe.
final class Simulators implements AutoCloseable {

    private static final Duration SAVE_EVERY = Duration.ofSeconds(3);
    private static final int TRIES = 20;

    private final List<Simulator> running;
    private final Optional<SnapshotFile> file;
    private final PrintStream err;
    private final ScheduledExecutorService saver =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("save").factory());
    private List<Long> saved = List.of();
    private boolean closed;

    private Simulators(List<Simulator> running, Optional<SnapshotFile> file, PrintStream err) {
        this.running = running;
        this.file = file;
        this.err = err;
    }

    /// Starts them all, or none.
    ///
    /// @throws IOException when a port is taken, or a file cannot be read or written
    static Simulators start(List<Simulator.Starter> starters, Options options, PrintStream err)
            throws IOException {
        Optional<SnapshotFile> file = Optional.empty();
        JsonNode before = SnapshotFile.empty();
        if (options.dataDirectory().isPresent()) {
            SnapshotFile opened = new SnapshotFile(options.dataDirectory().orElseThrow());
            before = opened.read();
            file = Optional.of(opened);
        }
        List<Simulator> running = new ArrayList<>();
        try {
            for (Simulator.Starter starter : starters) {
                running.add(starter.start(options, before));
            }
        } catch (IOException | RuntimeException e) {
            running.forEach(Simulator::close);
            throw e;
        }
        Simulators all = new Simulators(running, file, err);
        long millis = SAVE_EVERY.toMillis();
        Future<?> ignored =
                all.saver.scheduleWithFixedDelay(
                        all::saveQuietly, millis, millis, TimeUnit.MILLISECONDS);
        return all;
    }

    /// One line that says where they are.
    String addresses() {
        return running.stream().map(Simulator::address).collect(Collectors.joining(", "));
    }

    private void saveQuietly() {
        try {
            save();
        } catch (IOException e) {
            err.println("simulators: cannot save: " + e);
        }
    }

    /// Writes what they remember, if anything has changed since the last time.
    ///
    /// @throws IOException when it cannot be written
    synchronized void save() throws IOException {
        if (file.isEmpty()) {
            return;
        }
        List<Long> versions = versions();
        if (versions.equals(saved)) {
            return;
        }
        ObjectNode snapshot = snapshot();
        List<Long> after = versions();
        for (int i = 1; i < TRIES && !after.equals(versions); i++) {
            // One of them has changed meanwhile, and the other may have gone by that.
            versions = after;
            snapshot = snapshot();
            after = versions();
        }
        file.orElseThrow().write(snapshot);
        saved = versions;
    }

    private List<Long> versions() {
        return running.stream().map(Simulator::version).toList();
    }

    private ObjectNode snapshot() {
        ObjectNode snapshot = SnapshotFile.empty();
        for (Simulator simulator : running) {
            snapshot.set(simulator.name(), simulator.snapshot());
        }
        return snapshot;
    }

    /// Closes their ports, then saves.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        saver.shutdownNow();
        running.forEach(Simulator::close);
        saveQuietly();
    }
}

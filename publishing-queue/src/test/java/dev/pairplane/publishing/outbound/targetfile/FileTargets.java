package dev.pairplane.publishing.outbound.targetfile;

import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.guard.GuardSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Targets of a folder, with an environment, a time that is set, and what was told.
final class FileTargets {

    final AtomicLong nanos = new AtomicLong();
    final List<TargetFileEvent> events = new CopyOnWriteArrayList<>();
    final TargetFile file;

    FileTargets(Path path) {
        this(path, GuardSettings.STRICT);
    }

    FileTargets(Path path, GuardSettings guard) {
        file =
                new TargetFile(
                        TargetFileSettings.of(path),
                        new AddressGuard(guard),
                        name ->
                                Optional.ofNullable(
                                        Map.of("ENVIRONMENT", "test\n", "EMPTY", " ").get(name)),
                        nanos::get,
                        (event, _) -> events.add(event));
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}

package dev.pairplane.publishing.outbound.targetfile;

import dev.pairplane.observability.health.Watchdog;
import dev.pairplane.observability.lifecycle.Loop;
import dev.pairplane.observability.logging.Secret;
import dev.pairplane.publishing.core.target.TargetSet;
import dev.pairplane.publishing.outbound.guard.AddressGuard;
import dev.pairplane.publishing.outbound.targetfile.TargetFault.Reason;
import dev.pairplane.publishing.outbound.webhook.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Targets from a file or a folder of files. Safe for threads: what is in force is one immutable
/// snapshot; readings happen one at a time, on the thread of the loop or of whoever calls
/// [#reload].
///
/// A change counts when two looks in a row saw the same, so a file that is being written is not
/// read half; one that keeps changing is taken as it is after five looks.
public final class TargetFile {

    private static final int MAX_UNSTEADY = 5;
    private static final int MAX_REMEMBERED = 10_000;

    private final TargetFileSettings settings;
    private final LongSupplier nanos;
    private final TargetFileListener listener;
    private final Parsed.Parser parser;
    private final Object lock = new Object();

    // All under the lock.
    private @Nullable Reading pending;
    private int unsteady;
    private @Nullable Reading applied;
    private Map<Path, Optional<Secret>> secretFiles = Map.of();
    private Map<String, Entry> entries = Map.of();
    private final Map<String, Long> invalidSince = new HashMap<>();

    /// What targets last were, also those that are gone: one that comes back is not mistaken for
    /// another.
    private final Map<String, Destination> remembered = new LinkedHashMap<>();

    private String lastFailure = "";

    private volatile TargetSnapshot current = TargetSnapshot.NONE;

    /// Reads nothing yet.
    ///
    /// @param environment variables that `${NAME}` stands for
    /// @param nanos monotonic time in nanoseconds
    public TargetFile(
            TargetFileSettings settings,
            AddressGuard guard,
            Function<String, Optional<String>> environment,
            LongSupplier nanos,
            TargetFileListener listener) {
        this.settings = settings;
        this.nanos = nanos;
        this.listener = listener;
        this.parser = new Parsed.Parser(settings, guard, environment);
    }

    /// What is in force; empty before the first reading that succeeded.
    public TargetSnapshot current() {
        return current;
    }

    /// What the sender knows of a target now.
    public Optional<Destination> find(String name) {
        return current.find(name);
    }

    /// The loop that looks for changes. It does not read at once: call [#reload] before.
    public Loop loop(Watchdog watchdog) {
        return new Loop("target-files", settings.poll(), watchdog, this::poll);
    }

    /// Reads the files now, whether they changed or not.
    ///
    /// @return what is in force after it
    public TargetSnapshot reload() {
        synchronized (lock) {
            try {
                apply(Reading.of(settings));
            } catch (IOException e) {
                failed(e);
            }
            return current;
        }
    }

    /// Looks for changes, once.
    void poll() {
        synchronized (lock) {
            try {
                look(Reading.of(settings));
            } catch (IOException e) {
                failed(e);
            }
            expire();
        }
    }

    private void look(Reading reading) {
        boolean secretsChanged =
                secretFiles.entrySet().stream()
                        .anyMatch(f -> !Secrets.content(f.getKey()).equals(f.getValue()));
        if (reading.equals(applied) && !secretsChanged && lastFailure.isEmpty()) {
            pending = null;
            unsteady = 0;
            return;
        }
        unsteady++;
        if (reading.equals(pending) || unsteady >= MAX_UNSTEADY) {
            apply(reading);
        } else {
            pending = reading;
        }
    }

    private void failed(IOException failure) {
        pending = null;
        String why =
                settings.path()
                        + " cannot be read: "
                        + failure.getClass().getSimpleName()
                        + (failure.getMessage() == null ? "" : " " + failure.getMessage());
        if (!why.equals(lastFailure)) {
            lastFailure = why;
            listener.on(new TargetFileEvent.LoadFailed(why), current);
        }
    }

    private void apply(Reading reading) {
        Parsed parsed = parser.parse(reading, folder());
        applied = reading;
        pending = null;
        unsteady = 0;
        lastFailure = "";
        secretFiles = Map.copyOf(parsed.secretFiles());
        var next = new TreeMap<String, Entry>();
        parsed.valid().forEach((name, entry) -> next.put(name, numbered(entry)));
        Set<String> stale = keepLastGood(parsed, next);
        entries = next;
        tell(swap(parsed.faults(), stale));
    }

    private void tell(List<String> changed) {
        List<TargetFault> faults = current.faults();
        var reasons = new EnumMap<Reason, Integer>(Reason.class);
        faults.forEach(fault -> reasons.merge(fault.reason(), 1, Integer::sum));
        long invalid = faults.stream().map(f -> List.of(f.file(), f.target())).distinct().count();
        listener.on(
                new TargetFileEvent.Loaded(
                        current.generation(),
                        entries.size() - current.stale().size(),
                        Math.toIntExact(invalid),
                        reasons,
                        faults,
                        changed),
                current);
    }

    private Path folder() {
        Path path = settings.path().toAbsolutePath();
        Path parent = path.getParent();
        return Files.isDirectory(path) || parent == null ? path : parent;
    }

    private Entry numbered(Entry entry) {
        Destination before = remembered.remove(entry.name());
        long generation =
                before == null
                        ? 1
                        : before.generation() + (before.sendsLike(entry.destination()) ? 0 : 1);
        Entry numbered = entry.withGeneration(generation);
        // Put in anew, so that the longest unseen ones are forgotten first.
        remembered.put(entry.name(), numbered.destination());
        if (remembered.size() > MAX_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return numbered;
    }

    /// Adds targets that are invalid now, as they last were, and disabled when that is long ago.
    private Set<String> keepLastGood(Parsed parsed, Map<String, Entry> next) {
        var stale = new HashSet<String>();
        entries.forEach((name, entry) -> {
            boolean invalid =
                    parsed.invalid().contains(name) || parsed.broken().contains(entry.file());
            if (invalid && !next.containsKey(name)) {
                invalidSince.putIfAbsent(name, nanos.getAsLong());
                next.put(name, isOver(name) ? entry.disabled() : entry);
                stale.add(name);
            }
        });
        invalidSince.keySet().retainAll(stale);
        return stale;
    }

    private boolean isOver(String name) {
        Long since = invalidSince.get(name);
        return since != null && nanos.getAsLong() - since >= settings.staleGrace().toNanos();
    }

    /// Disables targets whose grace is over.
    private void expire() {
        var next = new TreeMap<>(entries);
        invalidSince.keySet().stream()
                .filter(this::isOver)
                .forEach(name -> next.computeIfPresent(name, (_, entry) -> entry.disabled()));
        if (!next.equals(entries)) {
            entries = next;
            tell(swap(current.faults(), current.stale()));
        }
    }

    /// Puts a new snapshot in force when it differs.
    ///
    /// @return names of targets that differ
    private List<String> swap(List<TargetFault> faults, Set<String> stale) {
        TargetSnapshot before = current;
        var targets = new TargetSet(entries.values().stream().map(Entry::target).toList());
        var destinations = new HashMap<String, Destination>();
        entries.forEach((name, entry) -> destinations.put(name, entry.destination()));
        var names = new TreeSet<String>(destinations.keySet());
        names.addAll(before.destinations().keySet());
        List<String> changed =
                names.stream()
                        .filter(name ->
                                !Objects.equals(targets.find(name), before.targets().find(name))
                                        || !Objects.equals(
                                                destinations.get(name),
                                                before.destinations().get(name)))
                        .toList();
        boolean same =
                changed.isEmpty() && faults.equals(before.faults()) && stale.equals(before.stale());
        if (!same || before.generation() == 0) {
            current =
                    new TargetSnapshot(
                            Math.max(1, before.generation() + (changed.isEmpty() ? 0 : 1)),
                            targets,
                            destinations,
                            faults,
                            stale);
        }
        return changed;
    }
}

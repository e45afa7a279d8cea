package dev.pairplane.storage.core.engine;

import dev.pairplane.storage.core.compaction.Compaction;
import dev.pairplane.storage.core.compaction.CompactionOptions;
import dev.pairplane.storage.core.compaction.CompactionPicker;
import dev.pairplane.storage.core.compaction.CompactionPlan;
import dev.pairplane.storage.core.compaction.Retention;
import dev.pairplane.storage.core.compaction.Throttle;
import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.PoisonedException;
import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.LevelSets;
import dev.pairplane.storage.core.levels.TableEntry;
import dev.pairplane.storage.core.manifest.Edit;
import dev.pairplane.storage.core.manifest.Manifest;
import dev.pairplane.storage.core.manifest.TableChange;
import dev.pairplane.storage.core.sstable.TableName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Keeps the levels in shape: merges what is due, some at once where they do not touch each other.
/// Safe for several threads.
///
/// It looks whenever tables have changed, not by a clock. A merge that fails leaves its inputs, and
/// is tried again after a pause.
final class Compactor {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /// Then room is looked for again.
    private static final Duration LONGEST_ROOM_PAUSE = Duration.ofSeconds(10);

    /// How many merges are looked at for one that the disk has room for.
    private static final int TRIES_FOR_ROOM = 8;

    /// Then they are tried again, so that what goes wrong is told again.
    private static final Duration DAMAGED_FOR = Duration.ofMinutes(5);

    private final TableStore tables;
    private final Manifest manifest;
    private final CollectionClock clock;
    private final Snapshots snapshots;
    private final DiskWatch disks;
    private final EngineOptions.Tables options;
    private final Environment environment;
    private final EngineListener listener;
    private final Tasks tasks;
    private final Runnable merged;
    private final LogCommitter committer;
    private final Throttle throttle;
    private final CompactionPicker picker;
    private final List<CompactionPlan> running = new ArrayList<>();
    private final RetryPause pause;
    private final RetryPause roomPause;
    private final Set<Long> damaged = new HashSet<>();
    private long damagedUntil;
    private volatile boolean halted;

    Compactor(
            TableStore tables,
            Manifest manifest,
            CollectionClock clock,
            Snapshots snapshots,
            DiskWatch disks,
            EngineOptions.Tables options,
            Environment environment,
            EngineListener listener,
            Tasks tasks,
            Runnable merged,
            LogCommitter committer) {
        this.tables = tables;
        this.merged = merged;
        this.committer = committer;
        this.manifest = manifest;
        this.clock = clock;
        this.snapshots = snapshots;
        this.disks = disks;
        this.roomPause = new RetryPause(FIRST_PAUSE, LONGEST_ROOM_PAUSE, environment.nanoTime());
        this.options = options;
        this.environment = environment;
        this.listener = listener;
        this.tasks = tasks;
        this.pause = new RetryPause(FIRST_PAUSE, LONGEST_PAUSE, environment.nanoTime());
        this.throttle = new Throttle(options.bytesPerSecond(), environment.nanoTime());
        this.picker = new CompactionPicker(options.compaction());
    }

    /// A plan, and the hold on the arrangement that it was made for.
    private record Job(CompactionPlan plan, LevelSets.Hold hold) {}

    /// Begins whatever is due.
    void wake() {
        Optional<Job> job = next();
        while (job.isPresent()) {
            Job due = job.orElseThrow();
            if (!tasks.run(() -> carryOut(due))) {
                ended(due);
                return;
            }
            job = next();
        }
    }

    /// Begins no merge any more, and breaks off those that run; their inputs stay.
    void halt() {
        halted = true;
    }

    /// Whether none runs.
    synchronized boolean isIdle() {
        return running.isEmpty();
    }

    private synchronized Optional<Job> next() {
        if (halted
                || pause.lasts()
                || roomPause.lasts()
                || running.size() >= options.workers()
                || tasks.stopping()
                || committer.poisoned()) {
            return Optional.empty();
        }
        if (environment.nanoTime().getAsLong() - damagedUntil >= 0) {
            damaged.clear();
        }
        LevelSets.Hold hold = tables.hold();
        Optional<CompactionPlan> plan = pick(hold.set());
        if (plan.isEmpty()) {
            hold.close();
            return Optional.empty();
        }
        running.add(plan.orElseThrow());
        return Optional.of(new Job(plan.orElseThrow(), hold));
    }

    /// The most urgent merge that the disk has room for: outputs are written before inputs go.
    private Optional<CompactionPlan> pick(LevelSet set) {
        Set<Long> excluded = new HashSet<>(damaged);
        for (int i = 0; i < TRIES_FOR_ROOM; i++) {
            Optional<CompactionPlan> plan =
                    picker.pick(
                            set,
                            List.copyOf(running),
                            collectableBefore(),
                            snapshots.oldest(),
                            excluded);
            if (plan.isEmpty() && i == 0) {
                return plan;
            }
            if (plan.isEmpty()) {
                break;
            }
            CompactionPlan found = plan.orElseThrow();
            if (found.isMove(set, options.compaction()) || found.bytes() <= freeBytes()) {
                roomPause.succeeded();
                return plan;
            }
            excluded.addAll(found.numbers());
        }
        roomPause.failed();
        return Optional.empty();
    }

    /// What one more merge may write, besides those that run.
    private long freeBytes() {
        return disks.mergeBytes() - running.stream().mapToLong(CompactionPlan::bytes).sum();
    }

    private long collectableBefore() {
        return Math.max(0, clock.nowMs() - options.tombstoneGrace().toMillis());
    }

    private void ended(Job job) {
        job.hold.close();
        synchronized (this) {
            running.remove(job.plan);
        }
    }

    private void carryOut(Job job) {
        try {
            listener.on(new EngineEvent.CompactionStarted());
            merge(job);
            merged.run();
            pause.succeeded();
        } catch (Compaction.StoppedException e) {
            // The next start goes on.
            listener.on(new EngineEvent.CompactionCancelled());
        } catch (CorruptFileException e) {
            damaged(job, e);
        } catch (IOException | RuntimeException | Error e) {
            failed(String.valueOf(e.getMessage()));
        } finally {
            ended(job);
        }
        wake();
    }

    /// Leaves damaged tables out for a while; the others are merged as before.
    private void damaged(Job job, CorruptFileException damage) {
        OptionalLong table = TableName.number(damage.file());
        synchronized (this) {
            if (damaged.isEmpty()) {
                damagedUntil = environment.nanoTime().getAsLong() + DAMAGED_FOR.toNanos();
            }
            if (table.isPresent()) {
                damaged.add(table.orElseThrow());
            } else {
                damaged.addAll(job.plan.numbers());
            }
        }
        listener.on(new EngineEvent.CompactionFailed(String.valueOf(damage.getMessage())));
    }

    /// File names of the tables that a merge found damaged within the last minutes.
    synchronized List<String> damaged() {
        return damaged.stream().sorted().map(TableName::of).toList();
    }

    private void failed(String cause) {
        pause.failed();
        listener.on(new EngineEvent.CompactionFailed(cause));
    }

    private void merge(Job job) throws IOException {
        long start = environment.nanoTime().getAsLong();
        CompactionPlan plan = job.plan;
        CompactionOptions settings = options.compaction();
        boolean move = plan.isMove(job.hold.set(), settings);
        List<TableEntry> outputs = move ? moved(plan) : written(job);
        try {
            manifest.apply(
                    Edit.of(
                            new TableChange(
                                    outputs,
                                    plan.numbers(),
                                    0,
                                    tables.nextNumber(),
                                    clock.nowMs())));
        } catch (IOException e) {
            if (e instanceof PoisonedException cause) {
                committer.poison(cause);
            } else if (!move) {
                tables.discard(outputs);
            }
            throw e;
        }
        tables.install(plan.numbers(), outputs);
        listener.on(
                new EngineEvent.Compacted(
                        plan.reason(),
                        plan.inputLevel(),
                        plan.outputLevel(),
                        move,
                        plan.numbers().size(),
                        plan.bytes(),
                        outputs.size(),
                        move ? 0 : outputs.stream().mapToLong(TableEntry::size).sum(),
                        environment.nanoTime().getAsLong() - start));
    }

    private static List<TableEntry> moved(CompactionPlan plan) {
        return plan.upper().stream().map(table -> table.on(plan.outputLevel())).toList();
    }

    /// Nothing is saved by merging slowly while writes are about to wait for it.
    private void pace(long bytes) {
        long wait = throttle.after(bytes);
        if (wait > 0 && tables.levelZero() < options.levelZeroHurry()) {
            tasks.rest(wait);
        }
    }

    private List<TableEntry> written(Job job) throws IOException {
        Compaction.Environment surroundings =
                new Compaction.Environment(
                        tables.directory(),
                        tables.store(),
                        tables::takeNumber,
                        environment::clockMs,
                        () -> halted || tasks.stopping(),
                        this::pace);
        return new Compaction(
                        job.plan,
                        job.hold.set(),
                        options.compaction(),
                        new Retention(snapshots.inUse(), collectableBefore()),
                        surroundings)
                .run()
                .outputs();
    }
}

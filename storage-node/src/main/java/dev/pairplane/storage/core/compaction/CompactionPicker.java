package dev.pairplane.storage.core.compaction;

import dev.pairplane.storage.core.levels.LevelSet;
import dev.pairplane.storage.core.levels.TableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what to merge next. For one thread; remembers where it last was in each level, so that
/// all keys get their turn.
public final class CompactionPicker {
    /// A table with more tombstones than this share, all old enough to go, is worth a merge.
    private static final double TOMBSTONE_SHARE = 0.25;

    private final CompactionOptions options;

    /// The last key of the table that was picked last in each level.
    private final byte[][] turns = new byte[LevelSet.LAST + 1][];

    /// @param options sizes and triggers
    public CompactionPicker(CompactionOptions options) {
        this.options = options;
        Arrays.fill(turns, new byte[0]);
    }

    /// How much a level needs it.
    ///
    /// @param score 1 where it is just due
    private record Need(int level, double score, CompactionPlan.Reason reason) {}

    /// The most urgent merge that can run beside those that are running.
    ///
    /// @param collectableBefore tombstones of before this time, ms since the epoch, need not be
    ///   kept
    /// @param oldestSnapshot the lowest sequence number that somebody reads at; [Long#MAX_VALUE]
    ///   when nobody does
    /// @param damaged numbers of tables that cannot be read: no merge takes them. Where that keeps
    ///   level 0 from being merged down, its other tables are merged with each other
    /// @return nothing when none is due
    public Optional<CompactionPlan> pick(
            LevelSet set,
            List<CompactionPlan> running,
            long collectableBefore,
            long oldestSnapshot,
            Set<Long> damaged) {
        long[] bytes = bytes(set);
        LevelTargets targets = LevelTargets.of(bytes, options);
        for (Need need : needs(set, bytes, targets)) {
            CompactionPlan plan =
                    need.level == 0
                            ? levelZero(set, targets.base(), running, damaged)
                            : downFrom(set, need.level, need.reason, running, damaged);
            if (plan != null) {
                return Optional.of(plan);
            }
        }
        return Optional.ofNullable(
                tombstones(set, running, collectableBefore, oldestSnapshot, damaged));
    }

    private List<Need> needs(LevelSet set, long[] bytes, LevelTargets targets) {
        List<Need> needs = new ArrayList<>();
        double levelZero =
                Math.max(
                        set.level(0).size() / (double) options.l0Trigger(),
                        set.level(0).size() > 1 ? bytes[0] / (double) options.l0Bytes() : 0);
        needs.add(new Need(0, levelZero, CompactionPlan.Reason.LEVEL_0));
        for (int level = 1; level < LevelSet.LAST; level++) {
            if (level < targets.base() && bytes[level] > 0) {
                needs.add(
                        new Need(
                                level,
                                1 + bytes[level] / (double) options.baseBytes(),
                                CompactionPlan.Reason.UNUSED_LEVEL));
            } else if (targets.target(level) > 0) {
                needs.add(
                        new Need(
                                level,
                                bytes[level] / (double) targets.target(level),
                                CompactionPlan.Reason.SIZE));
            }
        }
        needs.removeIf(need -> need.score < 1);
        needs.sort(Comparator.comparingDouble(Need::score).reversed());
        return needs;
    }

    private static long[] bytes(LevelSet set) {
        long[] bytes = new long[LevelSet.LAST + 1];
        for (int level = 0; level <= LevelSet.LAST; level++) {
            bytes[level] = set.entries(level).stream().mapToLong(TableEntry::size).sum();
        }
        return bytes;
    }

    /// The oldest table, all that overlap it or each other, and what they overlap below.
    private @Nullable CompactionPlan levelZero(
            LevelSet set, int base, List<CompactionPlan> running, Set<Long> damaged) {
        List<TableEntry> oldestFirst = set.entries(0).reversed();
        List<TableEntry> chosen = new ArrayList<>(List.of(oldestFirst.getFirst()));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (TableEntry table : oldestFirst) {
                if (!chosen.contains(table) && chosen.stream().anyMatch(table::overlaps)) {
                    chosen.add(table);
                    grown = true;
                }
            }
        }
        // Levels between are left empty, but a change of settings may have left something there.
        int output = base;
        for (int level = base - 1; level > 0; level--) {
            output = overlapping(set.entries(level), chosen).isEmpty() ? output : level;
        }
        CompactionPlan plan = plan(set, 0, output, chosen, CompactionPlan.Reason.LEVEL_0);
        return damaged.isEmpty() || plan.numbers().stream().noneMatch(damaged::contains)
                ? allowed(plan, running, damaged)
                : withinLevelZero(set, running, damaged);
    }

    /// The longest run of tables of level 0, in the order of their age, that can be read. What
    /// comes of them takes their place in that order.
    private @Nullable CompactionPlan withinLevelZero(
            LevelSet set, List<CompactionPlan> running, Set<Long> damaged) {
        List<TableEntry> longest = List.of();
        List<TableEntry> run = new ArrayList<>();
        for (TableEntry table : set.entries(0)) {
            if (damaged.contains(table.number())) {
                run = new ArrayList<>();
            } else {
                run.add(table);
                longest = run.size() > longest.size() ? List.copyOf(run) : longest;
            }
        }
        return longest.size() < Math.max(2, options.l0Trigger())
                ? null
                : allowed(
                        plan(set, 0, 0, longest, CompactionPlan.Reason.LEVEL_0), running, damaged);
    }

    /// The next table of a level in the order of keys, and what it overlaps below.
    private @Nullable CompactionPlan downFrom(
            LevelSet set,
            int level,
            CompactionPlan.Reason reason,
            List<CompactionPlan> running,
            Set<Long> damaged) {
        List<TableEntry> tables = set.entries(level);
        int start = 0;
        while (start < tables.size()
                && Arrays.compareUnsigned(tables.get(start).smallest(), turns[level]) <= 0) {
            start++;
        }
        for (int i = 0; i < tables.size(); i++) {
            TableEntry table = tables.get((start + i) % tables.size());
            CompactionPlan plan =
                    allowed(plan(set, level, level + 1, List.of(table), reason), running, damaged);
            if (plan != null) {
                turns[level] = table.largest();
                return plan;
            }
        }
        return null;
    }

    private static @Nullable CompactionPlan tombstones(
            LevelSet set,
            List<CompactionPlan> running,
            long collectableBefore,
            long oldestSnapshot,
            Set<Long> damaged) {
        for (int level = 1; level <= LevelSet.LAST; level++) {
            for (TableEntry table : set.entries(level)) {
                // All of them can go, or the table would be written again and again.
                if (table.tombstones() > TOMBSTONE_SHARE * table.entries()
                        && table.newestTombstoneMs() < collectableBefore
                        && table.largestSeq() <= oldestSnapshot) {
                    int output = Math.min(level + 1, LevelSet.LAST);
                    CompactionPlan plan =
                            allowed(
                                    plan(
                                            set,
                                            level,
                                            output,
                                            List.of(table),
                                            CompactionPlan.Reason.TOMBSTONES),
                                    running,
                                    damaged);
                    if (plan != null) {
                        return plan;
                    }
                }
            }
        }
        return null;
    }

    private static CompactionPlan plan(
            LevelSet set,
            int inputLevel,
            int outputLevel,
            List<TableEntry> upper,
            CompactionPlan.Reason reason) {
        List<TableEntry> lower =
                inputLevel == outputLevel
                        ? List.of()
                        : overlapping(set.entries(outputLevel), upper);
        return new CompactionPlan(inputLevel, outputLevel, upper, lower, reason);
    }

    /// The tables that overlap the whole range of keys that others span.
    private static List<TableEntry> overlapping(List<TableEntry> tables, List<TableEntry> others) {
        byte[] first =
                others.stream()
                        .map(TableEntry::smallest)
                        .min(Arrays::compareUnsigned)
                        .orElseThrow();
        byte[] last =
                others.stream().map(TableEntry::largest).max(Arrays::compareUnsigned).orElseThrow();
        return tables.stream().filter(table -> table.overlaps(first, last)).toList();
    }

    private static @Nullable CompactionPlan allowed(
            CompactionPlan plan, List<CompactionPlan> running, Set<Long> damaged) {
        boolean readable =
                damaged.isEmpty() || plan.numbers().stream().noneMatch(damaged::contains);
        return !readable || running.stream().anyMatch(plan::conflictsWith) ? null : plan;
    }
}

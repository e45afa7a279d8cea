package dev.pairplane.publishing.core.journal;

import dev.pairplane.publishing.core.call.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A journal that answers when the test says so, and what it says.
final class ScriptedJournal implements Journal {

    /// A call that is not answered yet.
    record Call<T, R>(List<T> group, Consumer<Outcome<List<R>>> done) {}

    /// All calls so far.
    final List<Call<Submission, Appended>> appends = new ArrayList<>();

    final List<Call<Change, Boolean>> records = new ArrayList<>();

    @Override
    public void append(List<Submission> group, Consumer<Outcome<List<Appended>>> done) {
        appends.add(new Call<>(group, done));
    }

    /// Nothing was stored before.
    @Override
    public void used(
            String principal, Submission.Key key, Consumer<Outcome<Optional<Appended>>> done) {
        done.accept(new Outcome.Done<>(Optional.empty()));
    }

    @Override
    public void record(List<Change> batch, Consumer<Outcome<List<Boolean>>> done) {
        records.add(new Call<>(batch, done));
    }

    /// The last group is stored as this replica's.
    void commit() {
        Call<Submission, Appended> last = appends.getLast();
        last.done().accept(new Outcome.Done<>(last.group().stream().map(this::stored).toList()));
    }

    private Appended stored(Submission submission) {
        return new Appended.Stored(
                submission.jobs().stream()
                        .map(job ->
                                new Appended.Place(
                                        job.id(), job.id().getLeastSignificantBits(), true))
                        .toList());
    }

    /// The last batch is written.
    void write() {
        write(true);
    }

    void write(boolean applied) {
        Call<Change, Boolean> last = records.getLast();
        last.done().accept(new Outcome.Done<>(last.group().stream().map(_ -> applied).toList()));
    }
}

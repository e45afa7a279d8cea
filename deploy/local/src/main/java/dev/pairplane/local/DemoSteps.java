package dev.pairplane.local;

import java.util.List;

/// The steps of the demo that look at single keys: conflicting versions, and deletes.
final class DemoSteps {

    private static final String CONFLICT = "conflict";
    private static final String DELETED = "deleted";
    private static final Clock BEFORE_DELETE = Clock.of("client-0", 1);
    private static final Clock AT_DELETE = Clock.of("client-0", 2);

    private final DemoClient client;
    private final DemoOutput out;

    DemoSteps(DemoClient client, DemoOutput out) {
        this.client = client;
        this.out = out;
    }

    /// Two writers that do not know of each other: both versions are kept.
    ///
    /// @return the clock that knows of both
    Clock keepsBothOfTwoConcurrentVersions() throws Failure, InterruptedException {
        Clock left = Clock.of("client-left", 1);
        Clock right = Clock.of("client-right", 1);
        client.write(CONFLICT, "left", left);
        client.write(CONFLICT, "right", right);

        DemoClient.Reading both = client.read(CONFLICT);

        require(
                both.siblings().equals(List.of("left", "right")),
                "two concurrent versions were written, and Read shows %s".formatted(both));
        require(
                both.clock().equals(left.join(right)),
                "the clock of two concurrent versions is %s and not their join %s"
                        .formatted(both.clock(), left.join(right)));
        out.ok("2 concurrent versions are both kept: %s".formatted(both.siblings()));
        return both.clock();
    }

    /// A writer that has seen both replaces both.
    void replacesBothByOneThatKnowsThem(Clock join) throws Failure, InterruptedException {
        client.write(CONFLICT, "merged", join);

        requireMerged(join);

        out.ok("a write with the clock that Read returned (%s) replaces both".formatted(join));
    }

    /// The replacement is still there, and is still alone.
    void stillHasTheReplacement(Clock join) throws Failure, InterruptedException {
        requireMerged(join);
        out.ok("the replaced versions did not come back");
    }

    private void requireMerged(Clock join) throws Failure, InterruptedException {
        DemoClient.Reading merged = client.read(CONFLICT);
        require(
                merged.found()
                        && merged.value().equals("merged")
                        && merged.siblings().size() <= 1
                        && merged.clock().dominatesOrEquals(join),
                "one version replaced two, and Read shows %s".formatted(merged));
    }

    /// A deleted key is not found, and its tombstone's clock is.
    void deletes() throws Failure, InterruptedException {
        client.write(DELETED, "soon gone", BEFORE_DELETE);
        require(client.read(DELETED).found(), "a written key is not found");
        client.delete(DELETED, AT_DELETE);
        requireDeleted("deleted");
        out.ok("a deleted key is not found, with its tombstone's clock %s".formatted(AT_DELETE));
    }

    /// The delete is still there.
    void stillHasTheDelete() throws Failure, InterruptedException {
        requireDeleted("deleted before the kill");
        out.ok("the deleted key is still deleted");
    }

    /// A write that comes late, from before the delete, stays without effect.
    void ignoresAWriteFromBeforeTheDelete() throws Failure, InterruptedException {
        Clock answer = client.write(DELETED, "a late write", BEFORE_DELETE);
        require(
                answer.dominatesOrEquals(AT_DELETE),
                "a write older than the delete was answered with the clock %s, which does not know of the delete's %s"
                        .formatted(answer, AT_DELETE));
        requireDeleted("deleted, and an older write came afterwards");
        out.ok("a write from before the delete has no effect");
    }

    private void requireDeleted(String history) throws Failure, InterruptedException {
        DemoClient.Reading reading = client.read(DELETED);
        require(
                !reading.found() && reading.clock().dominatesOrEquals(AT_DELETE),
                "a key was %s, and Read shows %s".formatted(history, reading));
    }

    private static void require(boolean holds, String otherwise) throws Failure {
        if (!holds) {
            throw new Failure(otherwise);
        }
    }
}

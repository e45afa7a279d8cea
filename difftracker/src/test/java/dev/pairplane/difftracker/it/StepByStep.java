package dev.pairplane.difftracker.it;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/// For tests that are the steps of one story: a step makes no sense after one that failed, and is
/// reported as skipped.
final class StepByStep implements BeforeEachCallback, TestWatcher {
    private boolean broken;

    @Override
    public void beforeEach(ExtensionContext context) {
        assumeFalse(broken, "an earlier step failed");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        broken = true;
    }
}

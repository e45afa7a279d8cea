package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.deadletter.DeadLetters;
import dev.pairplane.publishing.core.job.JobView;
import dev.pairplane.publishing.core.job.Jobs;
import dev.pairplane.publishing.core.queue.QueueFigures;
import dev.pairplane.publishing.core.target.TargetSet;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// What those who call the service may ask of its core. Every method may be called from any thread
/// and returns at once; answers come on the serial executor, and must be taken over to another
/// thread before anything is done that takes time.
public interface Publishing {

    /// Accepts an alert, or says why not.
    void submit(SubmitRequest request, Consumer<SubmitResult> answer);

    /// Sends a dead letter again as a new job.
    ///
    /// @param target instead of the letter's own; empty for that
    /// @param by who asks
    /// @param force see [DeadLetters#replay]
    void replay(
            UUID id,
            Optional<String> target,
            String by,
            String requestId,
            boolean force,
            Consumer<ReplayResult> answer);

    /// The queue as it is; taken now, without waiting.
    QueueFigures figures();

    /// A job that this replica has seen lately; empty does not mean that there is none.
    Optional<JobView> recent(UUID id);

    /// The targets as they are.
    TargetSet targets();

    /// Jobs in the store.
    Jobs jobs();

    /// Dead letters in the store.
    DeadLetters deadLetters();
}

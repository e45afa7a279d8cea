/// Takes alerts over HTTP and delivers each to its targets: by priority, with retries, a breaker per
/// target, and a dead letter queue.
///
/// A 202 is a promise: every job it names ends as delivered, or is visible among the dead letters,
/// whatever process dies in between. PostgreSQL is the journal, memory is the queue: memory decides
/// order and speed, and the journal answers only what was accepted and is not finished.
///
///     POST → inbound/rest → core/intake  fan-out, places in the tiers, group commit ─→ Journal
///                               │ after COMMIT: 202, and
///                           core/queue   lanes of targets × tiers, chains, breakers, backoff ─→ Sender
///                               │ each attempt's outcome
///                           core/journal batches of endings and retries ─→ Journal
///
/// Everything in `core` runs on one serial executor and blocks nowhere. Replicas share nothing but
/// PostgreSQL: a job has one owner, and the jobs of an owner that died are taken over by another.
@NullMarked
package dev.pairplane.publishing;

import org.jspecify.annotations.NullMarked;

/// A receiver of webhooks that does as it is told: it takes whatever is sent to `/hooks/NAME`,
/// remembers the order, and answers as that name's [Behaviour] says, which can be changed at any
/// time.
///
/// [Receiver] is the HTTP side, [Hooks] has the names, [Deliveries] what came last, [Main] the
/// process.
///
/// Threads: one virtual thread for each request; a held or delayed one waits on its own.
///
/// Limits: [Hooks#MAX] names, [Deliveries#KEPT] deliveries, bodies of 1 MiB, [Behaviour#MAX_DELAY]
/// for a delay or a hold.
@NullMarked
package dev.pairplane.simulators.receiver;

import org.jspecify.annotations.NullMarked;

/// What every call to the outside has around it.
///
/// [CallRunner] gives a call a virtual thread and a [Deadline], and hands its one result to the
/// serial executor; [CallGuard] limits single exchanges: how long, how many at once, and whether at
/// all after many failures in a row.
@NullMarked
package dev.pairplane.difftracker.outbound.guard;

import org.jspecify.annotations.NullMarked;

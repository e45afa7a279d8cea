/// The controller: one state machine per service, what is done about it, and the start.
///
/// [Controller] is the whole core's front. Its methods may be called from any thread; they post to
/// one serial executor, on which everything else here runs, so nothing is locked and nothing waits.
/// [ServiceMachine] is pure: a record, an event and the facts around it give the next record and
/// what is to be done. The runner carries that out through the ports, one dispatched operation per
/// service at a time, and hands the result back with the ticket it was started under, so a late
/// result can never be taken for another's.
///
/// Limits: operations at once, tries per burst, time per operation ([ControllerSettings]).
@NullMarked
package dev.pairplane.difftracker.core.engine;

import org.jspecify.annotations.NullMarked;

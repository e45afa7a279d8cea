/// What the controller calls: Azure and Kubernetes, behind the ports of the core.
///
/// Every call runs on a virtual thread of its own, inside limits on time, number and failures
/// ([dev.pairplane.difftracker.outbound.guard]), and its result is handed to the controller's
/// serial executor. Nothing here retries what the core asked for; only steps inside one call
/// (polls, a conflict's fresh read) are repeated, and only within that call's timeout.
@NullMarked
package dev.pairplane.difftracker.outbound;

import org.jspecify.annotations.NullMarked;

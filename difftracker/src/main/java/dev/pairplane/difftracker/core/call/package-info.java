/// What a call to the outside came to.
///
/// Every call ends exactly once, in one of four ways, and which one decides what may be believed
/// afterwards: only an answer tells what happened, and a lost one leaves the effect unknown.
@NullMarked
package dev.pairplane.difftracker.core.call;

import org.jspecify.annotations.NullMarked;

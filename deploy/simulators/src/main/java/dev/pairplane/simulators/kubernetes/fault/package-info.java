/// What can be made to go wrong, and what was asked: the two things that a test wants to say to and
/// hear from an API server. Safe for any thread.
@NullMarked
package dev.pairplane.simulators.kubernetes.fault;

import org.jspecify.annotations.NullMarked;

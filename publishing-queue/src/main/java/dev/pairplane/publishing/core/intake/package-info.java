/// The service's core as one object: takes submissions and replays, knows the targets, and answers
/// what is going on.
@NullMarked
package dev.pairplane.publishing.core.intake;

import org.jspecify.annotations.NullMarked;

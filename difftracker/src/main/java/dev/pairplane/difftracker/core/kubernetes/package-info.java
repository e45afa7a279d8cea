/// What the controller reads of Kubernetes objects, reduced to the fields it needs, and the port
/// for what it writes.
///
/// The records are made by the watches; nothing else of an object is kept, so caches stay small.
@NullMarked
package dev.pairplane.difftracker.core.kubernetes;

import org.jspecify.annotations.NullMarked;

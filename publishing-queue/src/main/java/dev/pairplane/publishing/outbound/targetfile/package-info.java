/// Targets from files: one file, or a folder of them, read again whenever something in them, or in
/// the secrets they point to, changes.
///
/// A reading never spoils what works: the set of targets is replaced as a whole or not at all, one
/// bad target hides no good one, and a target that became bad goes on as it last was for a while.
/// All that is wrong is told with the file, the target and the field.
@NullMarked
package dev.pairplane.publishing.outbound.targetfile;

import org.jspecify.annotations.NullMarked;

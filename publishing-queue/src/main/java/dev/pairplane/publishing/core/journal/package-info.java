/// The port to the journal, and what keeps it true: accepted submissions are committed in groups
/// before anybody is told, endings and retries are written in batches after they happened, and the
/// jobs of replicas that died are taken over.
@NullMarked
package dev.pairplane.publishing.core.journal;

import org.jspecify.annotations.NullMarked;

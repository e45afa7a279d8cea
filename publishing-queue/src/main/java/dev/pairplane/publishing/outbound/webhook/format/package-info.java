/// The bodies that targets get. Made at the time of the attempt from the stored alert, the same
/// bytes each time: names sorted, texts cut between characters, nothing of the attempt in them.
@NullMarked
package dev.pairplane.publishing.outbound.webhook.format;

import org.jspecify.annotations.NullMarked;

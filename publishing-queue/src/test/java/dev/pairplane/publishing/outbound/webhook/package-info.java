/// Tests of the sender, over real sockets, and the receiver they send to.
@NullMarked
package dev.pairplane.publishing.outbound.webhook;

import org.jspecify.annotations.NullMarked;

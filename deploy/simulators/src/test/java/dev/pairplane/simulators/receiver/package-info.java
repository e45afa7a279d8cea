/// Tests of the receiver, over HTTP.
@NullMarked
package dev.pairplane.simulators.receiver;

import org.jspecify.annotations.NullMarked;

/// What only the packaged program can show: it is started, killed, stopped and refused here as a
/// process, and called over its sockets.
@NullMarked
package dev.pairplane.storage.it;

import org.jspecify.annotations.NullMarked;

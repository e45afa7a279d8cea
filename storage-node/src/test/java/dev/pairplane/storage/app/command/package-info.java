/// Tests of the command line client, against a server on a socket.
@NullMarked
package dev.pairplane.storage.app.command;

import org.jspecify.annotations.NullMarked;

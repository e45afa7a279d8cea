/// Tests of the gRPC face, over real sockets wherever bytes matter.
@NullMarked
package dev.pairplane.storage.inbound.grpc;

import org.jspecify.annotations.NullMarked;

/// PostgreSQL as a child of the local launcher: nothing to install, and nothing left behind.
///
/// [Main] reads [Options]; [Binaries] unpacks the server that the build brought, once; [Cluster]
/// makes the data directory with its one database, once, and looks after what an earlier server
/// left in it; [Server] is the running `postgres`, which [Account] starts as somebody who is not
/// root.
///
/// The server ends with this process, however that ends: SIGTERM or the end of standard input stop
/// it in order (PostgreSQL's fast shutdown); where there is a `setpriv`, the kernel does the same
/// when this process is killed; elsewhere the next start stops the server that was left.
///
/// Threads: the main thread starts the server and waits; one waits for the end of standard input; a
/// shutdown hook stops the server.
///
/// Limits: see [Settings]. The server listens on 127.0.0.1 only and asks for a password.
@NullMarked
package dev.pairplane.postgres;

import org.jspecify.annotations.NullMarked;

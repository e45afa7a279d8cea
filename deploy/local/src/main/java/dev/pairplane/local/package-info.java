/// The local launcher: starts the platform's packaged programs on one machine, and shows them at
/// work.
///
/// [Main] reads the command line into a [Command] and does the one thing it names:
///
/// - [Launcher] (`make run`): lock the state directory, check everything that can be checked, start
///   the [Program]s of the [Platform] wave by wave, wait until each is ready, print the URLs that
///   answer, wait;
/// - [Demo] (`make demo`): the same on free ports and in a state directory of its own, then real
///   work with a `kill -9` in the middle, each result verified: [StorageDemo] through gRPC,
///   [GatewayDemo] through the APIs of both simulators, [PublishingDemo] at the receiver and
///   through the queue's API;
/// - [Apply] (`make apply`): manifests to the simulated cluster.
///
/// Processes: a [ChildProcess] is a program's JVM in a session of its own, so that Ctrl-C reaches
/// only the launcher, which then stops the children in order ([Children]). Their standard input is
/// a pipe that nobody writes to: when the launcher is killed, the system closes it and they end by
/// themselves.
///
/// Threads: the main thread runs the activity; each child has one that copies its output to its log
/// file; a shutdown hook stops the activity on Ctrl-C or SIGTERM; the demo has eight client
/// threads.
///
/// Limits: [Command#MAX_NODES] storage nodes, 256 MiB of heap each and for the queue, 192 MiB or
/// less for each other child, 64 MiB of log per child and run (the older half goes), 10 seconds for
/// a child to stop and 12 for all.
///
/// Failures that a person can act on are [Failure]s: one line each, exit code 1.
@NullMarked
package dev.pairplane.local;

import org.jspecify.annotations.NullMarked;

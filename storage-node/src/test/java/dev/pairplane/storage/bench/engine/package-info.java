/// The storage engine beside RocksDB, run by `make bench-storage`.
///
/// [StorageBenchmark] starts one JVM after another, ours and theirs in turn, each for one [Job] on
/// one [Store]; a job measures some [Line]s and hands them back in a file. The medians become
/// [Row]s, and these the tables of the page. No test looks at a time.
@NullMarked
package dev.pairplane.storage.bench.engine;

import org.jspecify.annotations.NullMarked;

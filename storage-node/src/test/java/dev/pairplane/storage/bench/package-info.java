/// Benchmarks, run by `make bench`; no test looks at a time.
@NullMarked
package dev.pairplane.storage.bench;

import org.jspecify.annotations.NullMarked;

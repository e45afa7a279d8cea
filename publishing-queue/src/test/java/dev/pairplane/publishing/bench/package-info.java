/// Measures the packaged service under a steady load, run by `make bench-publishing`; no test looks
/// at a time.
@NullMarked
package dev.pairplane.publishing.bench;

import org.jspecify.annotations.NullMarked;

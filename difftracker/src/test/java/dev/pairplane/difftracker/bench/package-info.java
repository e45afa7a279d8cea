/// Measures the packaged controller at scale, run by `make bench-difftracker`; no test looks at a
/// time.
@NullMarked
package dev.pairplane.difftracker.bench;

import org.jspecify.annotations.NullMarked;

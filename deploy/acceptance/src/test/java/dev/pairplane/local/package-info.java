/// The packaged platform as its users start it: `make demo`, the launcher's signals and deaths, and
/// a real Prometheus that watches. What starts and stops it comes from the launcher's own tests.
@NullMarked
package dev.pairplane.local;

import org.jspecify.annotations.NullMarked;

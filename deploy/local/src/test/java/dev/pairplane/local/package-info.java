/// The launcher's tests: real processes, ports and files throughout. Where the packaged storage
/// node is not the subject, a small program of the tests' own keeps its contract.
@NullMarked
package dev.pairplane.local;

import org.jspecify.annotations.NullMarked;

/// What holds of the Helm chart, seen through Helm itself (as a library) on every values file of
/// `pairplane/ci`. [Chart] renders, [Rendered] is what came out, [Manifest] is one object of it;
/// each test class takes one subject. Goldens are in `rendered/`, one folder for each values file.
///
/// Nothing here needs a cluster, a service, or a program that Maven does not bring.
@NullMarked
package dev.pairplane.helm;

import org.jspecify.annotations.NullMarked;

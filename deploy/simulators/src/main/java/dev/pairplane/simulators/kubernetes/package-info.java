/// A Kubernetes API server, small and real, to run and to test against: `KUBERNETES.md` in the
/// module's folder says what it serves and what it leaves out.
///
/// Packages: `http` is the wire, `registry` the verbs, `rules` defaults and refusals, `patch` the
/// three patches, `store` the objects and their log, `schema` the types, `fault` what can go wrong.
@NullMarked
package dev.pairplane.simulators.kubernetes;

import org.jspecify.annotations.NullMarked;

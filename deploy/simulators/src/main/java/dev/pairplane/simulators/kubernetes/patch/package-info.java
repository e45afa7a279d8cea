/// The three ways to patch an object: pure functions from a tree and a patch to a new tree.
@NullMarked
package dev.pairplane.simulators.kubernetes.patch;

import org.jspecify.annotations.NullMarked;

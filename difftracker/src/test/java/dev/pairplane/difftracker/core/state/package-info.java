/// Tests of identities and addresses.
@NullMarked
package dev.pairplane.difftracker.core.state;

import org.jspecify.annotations.NullMarked;

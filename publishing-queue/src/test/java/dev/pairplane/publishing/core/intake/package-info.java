/// Tests of the core as one object.
@NullMarked
package dev.pairplane.publishing.core.intake;

import org.jspecify.annotations.NullMarked;

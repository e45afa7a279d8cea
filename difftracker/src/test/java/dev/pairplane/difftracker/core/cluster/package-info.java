/// Tests of what the cluster wants: admission, and addresses, also against a model that derives
/// them from scratch each time.
@NullMarked
package dev.pairplane.difftracker.core.cluster;

import org.jspecify.annotations.NullMarked;

/// Tests of the group commit, of what is written down, and of the membership.
@NullMarked
package dev.pairplane.publishing.core.journal;

import org.jspecify.annotations.NullMarked;

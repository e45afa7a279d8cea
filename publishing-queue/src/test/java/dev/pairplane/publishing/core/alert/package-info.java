/// Tests of what is derived from an alert.
@NullMarked
package dev.pairplane.publishing.core.alert;

import org.jspecify.annotations.NullMarked;

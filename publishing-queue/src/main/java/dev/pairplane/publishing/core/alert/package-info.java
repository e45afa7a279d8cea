/// Alerts as they were submitted, and what is derived from them: fingerprint and priority.
@NullMarked
package dev.pairplane.publishing.core.alert;

import org.jspecify.annotations.NullMarked;

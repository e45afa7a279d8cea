/// The JSON texts that the journal holds: alerts, answers, logs of attempts, targets without their
/// secrets. Written by hand and read strictly, so that one value has exactly one text and a text
/// that was stored once is understood for ever.
@NullMarked
package dev.pairplane.publishing.outbound.json;

import org.jspecify.annotations.NullMarked;

/// Sends alerts to webhooks over HTTP: one request for an attempt, no retries, no redirects.
///
/// An attempt in order: headers and body are made, the host is resolved and checked, a checked
/// address is dialled (or a connection to it taken from the pool), the request is written, the
/// answer read up to a limit. All of it runs on event loops and blocks nowhere; a target's attempts
/// keep to one loop. What happened is told as facts, on the serial executor; nothing here decides
/// what they mean.
///
/// What a target answers, and what is told of failures, is shown to people and stored: every
/// configured secret is taken out of it here.
@NullMarked
package dev.pairplane.publishing.outbound.webhook;

import org.jspecify.annotations.NullMarked;

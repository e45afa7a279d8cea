/// What a service's executable does without starting the service: [Probe] asks a running one
/// whether it is ready, [VersionCommand] says what this is. [ServiceMain] puts them, the
/// configuration check and the start in order. Plain JDK, runs on the main thread, nothing of
/// Quarkus until the service really starts.
@NullMarked
package dev.pairplane.observability.command;

import org.jspecify.annotations.NullMarked;

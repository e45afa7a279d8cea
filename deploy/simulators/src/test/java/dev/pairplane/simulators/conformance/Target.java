package dev.pairplane.simulators.conformance;

import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// An API server and how to get in.
///
/// @param base where it is
/// @param token a bearer token, when it wants one
/// @param trust what it is recognised by, when it speaks TLS
/// @param kubeconfig lets kubectl in
/// @param forgetHistory makes it forget all versions but the present one
record Target(
        URI base,
        @Nullable String token,
        @Nullable SSLContext trust,
        Path kubeconfig,
        Runnable forgetHistory) {}

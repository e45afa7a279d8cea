package dev.pairplane.simulators.azure.http;

import java.time.Instant;

/// A request as the journal keeps it.
///
/// @param number rises by one with each request
/// @param path with the query
/// @param body the first 64 KiB of it
/// @param status of the answer; 0 when the connection was cut or the request still hangs
/// @param fault what was injected, or empty
/// @param error the code of the error that it was answered with, or would have been had the answer
///   not been lost; or empty
public record RecordedCall(
        long number,
        Instant at,
        String method,
        String path,
        String body,
        int status,
        String fault,
        String error) {}

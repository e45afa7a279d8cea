package dev.pairplane.difftracker.outbound.azure;

/// One request to Azure and what came of it.
///
/// @param operation what it was for
/// @param followUp whether it was a poll or read that follows a write, or a later page
/// @param status the HTTP status; 0 when no answer came, or nothing was sent
/// @param failure why there is no status, such as `UNREACHABLE` or `no answer within PT30S`; empty
///   for an answer
/// @param nanos how long it took
/// @param requestId what Azure calls it (`x-ms-request-id`), empty when no answer came
/// @param clientRequestId what we called it
/// @param correlationId the same for all exchanges of one call
public record ArmExchange(
        ArmOperation operation,
        boolean followUp,
        int status,
        String failure,
        long nanos,
        String requestId,
        String clientRequestId,
        String correlationId) {}

package dev.pairplane.publishing.inbound.rest;

import dev.pairplane.observability.http.Problem;
import dev.pairplane.publishing.inbound.json.Fault;
import java.util.List;

/// The problems that several routes answer with.
final class Problems {

    private Problems() {}

    /// Something in the request is wrong.
    ///
    /// @param faults at least one
    static Problem invalid(List<Fault> faults) {
        Fault first = faults.getFirst();
        String more =
                faults.size() == 1
                        ? ""
                        : " (and %d more, see details)".formatted(faults.size() - 1);
        Problem problem =
                Problem.of(
                        400,
                        "validation_error",
                        "The request is not valid",
                        first.path() + " " + first.issue() + more);
        for (Fault fault : faults) {
            problem = problem.with(fault.path(), fault.issue(), fault.hint());
        }
        return problem;
    }

    static Problem invalid(String path, String issue, String hint) {
        return invalid(List.of(new Fault(path, issue, hint)));
    }

    static Problem notFound(String detail) {
        return Problem.of(404, "not_found", "There is no such thing", detail);
    }

    static Problem conflict(String code, String detail) {
        return Problem.of(409, code, "This cannot be done in the present state", detail);
    }

    static Problem tooLarge(String detail) {
        return Problem.of(413, "payload_too_large", "The request is too large", detail);
    }

    static Problem mediaType(String detail) {
        return Problem.of(
                415, "unsupported_media_type", "The body is of a kind that is not read", detail);
    }

    static Problem full(String what) {
        return Problem.of(
                503,
                "publishing_queue_full",
                "The queue is full",
                "there is no room for more of: " + what + "; try again after Retry-After");
    }

    static Problem unavailable(String detail) {
        return Problem.of(503, "service_unavailable", "The service cannot do this now", detail);
    }

    static Problem inFlight() {
        return Problem.of(
                503,
                "idempotency_in_flight",
                "An equal request is under way",
                "a request with this Idempotency-Key is not answered yet; try again");
    }

    static Problem storeUnavailable() {
        return unavailable("the store did not answer; try again");
    }

    /// @param reason why the core did not do it, from its closed list
    static Problem unavailableBecause(String reason) {
        return switch (reason) {
            case "starting" -> unavailable("the service is starting; try again");
            case "shutdown" -> unavailable("the service is stopping; try again, elsewhere");
            default ->
                    unavailable(
                            "the store did not confirm it, so it has to be taken as not done; try"
                                    + " again, with the same Idempotency-Key if there was one");
        };
    }

    static Problem internal() {
        return Problem.of(
                500,
                "internal_error",
                "Something went wrong here",
                "the request met a fault of the service; its log has more under this request_id");
    }
}

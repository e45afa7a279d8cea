package dev.pairplane.simulators.azure.fault;

/// How a write is answered. "Both headers" are `Azure-AsyncOperation` and `Location`; each comes
/// with `Retry-After`.
public enum Flavour {
    /// Done: PUT 201 or 200, DELETE 200 (of a gateway 204), update of a gateway 200 `{}`.
    SYNC,
    /// PUT 201 or 200, DELETE and update 202, with `Azure-AsyncOperation`.
    ASYNC_OPERATION,
    /// 202 with `Location`. A poll answers 202, then 200 with the resource after a PUT, else 204.
    /// Of a PUT this is published for NAT gateways only, and Microsoft's client takes no other.
    LOCATION,
    /// PUT 201 or 200, DELETE and update 202, with both headers.
    BOTH,
    /// Done: DELETE and update 204; PUT as [#SYNC].
    NO_CONTENT,
    /// Done, as [#SYNC], and yet with both headers.
    DONE_WITH_HEADERS,
    /// 200 with an error in the body. Nothing was done.
    ERROR_IN_BODY,
    /// 202 with both headers; polls answer 200, and in the end `{"status":"Failed"}`. A PUT leaves
    /// a resource in state Failed, an update of a gateway changes nothing.
    POLL_FAILS
}

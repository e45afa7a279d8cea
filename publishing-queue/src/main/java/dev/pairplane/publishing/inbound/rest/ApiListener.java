package dev.pairplane.publishing.inbound.rest;

/// Is told of requests to the API, on its event loops; must be quick and not throw.
@FunctionalInterface
public interface ApiListener {
    /// The endpoint of requests that no route takes.
    String UNMATCHED = "unmatched";

    /// The status of requests whose caller was gone before the answer.
    int CALLER_GONE = 499;

    /// Nobody listens.
    ApiListener NONE = _ -> (_, _) -> {};

    /// A request has begun.
    ///
    /// @param method as it was sent
    /// @return is told once, when it is over
    Request began(String method);

    /// A request under way.
    @FunctionalInterface
    interface Request {
        /// It is over.
        ///
        /// @param endpoint the route's path, with names in place of values; or [#UNMATCHED]
        /// @param status of the answer, or [#CALLER_GONE]
        void ended(String endpoint, int status);
    }
}

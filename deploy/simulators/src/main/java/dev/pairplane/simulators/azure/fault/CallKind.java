package dev.pairplane.simulators.azure.fault;

/// What a request does, for delays.
public enum CallKind {
    /// GET of a resource.
    READ,
    /// GET of a list, a gateway's services and locations included.
    LIST,
    PUT,
    /// PATCH of tags.
    TAGS,
    DELETE,
    /// `updateServices` and `updateAddressLocations`.
    UPDATE,
    /// GET of an operation.
    POLL
}

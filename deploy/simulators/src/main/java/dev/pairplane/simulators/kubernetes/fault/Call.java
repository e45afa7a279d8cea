package dev.pairplane.simulators.kubernetes.fault;

import java.util.Optional;

/// A request, in the words of RBAC.
///
/// @param verb get, list, watch, create, update, patch, delete or deletecollection
/// @param resource the plural name, with its subresource: `services/status`
/// @param namespace "" for none or all
/// @param name "" for none
/// @param user who called, `anonymous` without a token
public record Call(String verb, String resource, String namespace, String name, String user) {

    /// Whether a word of a rule, or the absence of one, means this.
    static boolean fits(Optional<String> wanted, String actual) {
        return wanted.isEmpty() || wanted.orElseThrow().equals(actual);
    }
}

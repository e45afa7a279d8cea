package dev.pairplane.simulators.conformance;

/// One thing that every API server does.
///
/// @param name a sentence, unique
/// @param kubectl whether it needs kubectl
/// @param body what is asked and expected; throws [AssertionError] when something else comes back
record Step(String name, boolean kubectl, Body body) {

    @FunctionalInterface
    interface Body {
        void run(Session session);
    }

    /// A step of HTTP requests.
    static Step http(String name, Body body) {
        return new Step(name, false, body);
    }

    /// A step of kubectl commands.
    static Step kubectl(String name, Body body) {
        return new Step(name, true, body);
    }
}

package dev.pairplane.testkit;

/// One thing against one rule: `subject` is the top-level class, the package or the file it is
/// found in, the name under which an exception is listed.
record Finding(Rule rule, String subject, String message) {

    @Override
    public String toString() {
        return "[" + rule.key() + "] " + subject + ": " + message;
    }
}

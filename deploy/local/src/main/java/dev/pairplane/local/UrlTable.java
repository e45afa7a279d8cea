package dev.pairplane.local;

import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// The places where people and programs find the running services.
///
/// @param entries in the order to print
record UrlTable(List<Entry> entries) {

    /// One place.
    ///
    /// @param service whose
    /// @param what it is, in a word
    /// @param uri of scheme `http`, `grpc` or `postgresql`
    record Entry(String service, String what, URI uri) {
        private String place() {
            return "grpc".equals(uri.getScheme()) ? uri.getAuthority() : uri.toString();
        }
    }

    /// Prints the table, after each place in it has answered.
    ///
    /// @throws Failure naming those that did not; then nothing is printed
    void print(PrintStream out, Answers answers) throws Failure, InterruptedException {
        List<String> silent = new ArrayList<>();
        for (Entry entry : entries) {
            if (!answers.at(entry.uri())) {
                silent.add(
                        "%s is ready, and its %s at %s does not answer"
                                .formatted(entry.service(), entry.what(), entry.place()));
            }
        }
        if (!silent.isEmpty()) {
            throw new Failure(silent);
        }
        for (Entry entry : entries) {
            out.printf("  %-16s %-8s %s%n", entry.service(), entry.what(), entry.place());
        }
    }
}

package dev.pairplane.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What Helm made of the chart and some values.
///
/// @param files the text that each template gave, by the template's path without the chart's name
record Rendered(Map<String, String> files) {
    private static final String SOURCE = "# Source: pairplane/";

    /// Takes Helm's output apart, which is sorted by kind and says where each document came from.
    static Rendered of(String output) {
        Map<String, String> files = new TreeMap<>();
        for (String document : output.split("(?m)^---\\R", -1)) {
            if (document.startsWith(SOURCE)) {
                int end = document.indexOf('\n');
                String source = document.substring(SOURCE.length(), end);
                files.merge(
                        source,
                        "---\n" + document.substring(end + 1).strip() + "\n",
                        String::concat);
            } else if (!document.isBlank()) {
                throw new AssertionError("a document from nowhere:\n" + document);
            }
        }
        return new Rendered(Map.copyOf(files));
    }

    List<Manifest> manifests() {
        List<Manifest> manifests = new ArrayList<>();
        new TreeMap<>(files)
                .values()
                .forEach(text ->
                        Yaml.documents(text).forEach(tree -> manifests.add(new Manifest(tree))));
        return manifests;
    }

    Stream<Manifest> of(Kind... kinds) {
        List<Kind> wanted = List.of(kinds);
        return manifests().stream().filter(manifest -> wanted.contains(manifest.kind()));
    }

    Manifest one(Kind kind, String name) {
        return of(kind).filter(manifest -> manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(
                                "no %s %s among %s"
                                        .formatted(
                                                kind,
                                                name,
                                                manifests().stream().map(Manifest::id).toList())));
    }

    /// Everything that has pods.
    Stream<Manifest> workloads() {
        return of(Kind.STATEFUL_SET, Kind.DEPLOYMENT, Kind.JOB);
    }

    /// Workloads that stay: tests left out.
    Stream<Manifest> services() {
        return of(Kind.STATEFUL_SET, Kind.DEPLOYMENT);
    }
}

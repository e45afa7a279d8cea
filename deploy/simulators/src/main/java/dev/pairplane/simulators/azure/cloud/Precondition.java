package dev.pairplane.simulators.azure.cloud;

import dev.pairplane.simulators.azure.refusal.Refusal;
import dev.pairplane.simulators.azure.resource.Resource;
import dev.pairplane.simulators.azure.resource.ResourceId;
import java.util.Arrays;
import java.util.Optional;

/// The headers `If-Match` and `If-None-Match` of a write.
public record Precondition(Optional<String> match, Optional<String> noneMatch) {

    void check(ResourceId id, Optional<Resource> resource) {
        match.filter(m -> !holds(m, resource))
                .ifPresent(m -> {
                    throw Refusal.PRECONDITION_FAILED.because("If-Match: " + m, id);
                });
        noneMatch
                .filter(m -> holds(m, resource))
                .ifPresent(m -> {
                    throw Refusal.PRECONDITION_FAILED.because("If-None-Match: " + m, id);
                });
    }

    private static boolean holds(String header, Optional<Resource> resource) {
        return resource.isPresent()
                && Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .anyMatch(t -> t.equals("*") || t.equals(resource.orElseThrow().etag()));
    }
}

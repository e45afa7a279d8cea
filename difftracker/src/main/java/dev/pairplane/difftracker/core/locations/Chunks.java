package dev.pairplane.difftracker.core.locations;

import dev.pairplane.difftracker.core.azure.LocationBatch;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Cuts steps into batches: by locations, and by the estimated size of the JSON.
final class Chunks {

    /// `{"action":"PartialUpdate","addressLocations":[]}`.
    private static final int BATCH_BYTES = 48;

    /// `{"addressLocation":"","addressUpdateAction":"PartialUpdate","addresses":[]},`.
    private static final int LOCATION_BYTES = 77;

    /// `{"address":"","services":[]},`.
    private static final int ADDRESS_BYTES = 29;

    /// `"",`.
    private static final int SERVICE_BYTES = 3;

    private final int maxLocations;
    private final int maxBytes;

    Chunks(int maxLocations, int maxBytes) {
        this.maxLocations = maxLocations;
        this.maxBytes = maxBytes;
    }

    /// Takes as many steps from the front as fit into one batch, in order; at least one, however
    /// large, when there is any.
    ///
    /// @param right whether a step still holds; others are dropped
    List<Step> next(Deque<Step> steps, Predicate<Step> right) {
        var chunk = new ArrayList<Step>();
        var locations = new HashSet<IpAddress>();
        int bytes = BATCH_BYTES;
        for (Step step = steps.peek(); step != null; step = steps.peek()) {
            if (right.test(step)) {
                boolean another = !locations.contains(step.location());
                int more = bytes(step) + (another ? LOCATION_BYTES + length(step.location()) : 0);
                boolean fits =
                        bytes + more <= maxBytes && (!another || locations.size() < maxLocations);
                if (!fits && !chunk.isEmpty()) {
                    return chunk;
                }
                locations.add(step.location());
                bytes += more;
                chunk.add(step);
            }
            steps.remove();
        }
        return chunk;
    }

    private static int bytes(Step step) {
        return switch (step) {
            case Step.Delete _ -> 0;
            case Step.Assign(var place, var services, var _) -> {
                int bytes = ADDRESS_BYTES + length(place.address());
                for (String service : services) {
                    bytes += SERVICE_BYTES + service.length();
                }
                yield bytes;
            }
        };
    }

    private static int length(IpAddress address) {
        return address.text().length();
    }

    /// The steps as one batch. Of two steps for one place the later one counts.
    ///
    /// @param full whether a location may be replaced
    static LocationBatch batch(List<Step> steps, Predicate<IpAddress> full) {
        var locations = new LinkedHashMap<IpAddress, Map<IpAddress, Set<String>>>();
        for (Step step : steps) {
            var addresses = locations.computeIfAbsent(step.location(), _ -> new LinkedHashMap<>());
            if (step instanceof Step.Assign(var place, var services, var _)) {
                addresses.put(place.address(), services);
            }
        }
        var entries = new ArrayList<LocationBatch.Location>();
        locations.forEach((location, addresses) -> {
            var list = new ArrayList<LocationBatch.Address>();
            addresses.forEach(
                    (address, services) -> list.add(new LocationBatch.Address(address, services)));
            entries.add(
                    new LocationBatch.Location(
                            location, !list.isEmpty() && full.test(location), list));
        });
        return new LocationBatch(entries);
    }
}

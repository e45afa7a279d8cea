package dev.pairplane.difftracker.core.locations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DesiredTest {

    private static final IpAddress LOCATION = IpAddress.of("10.0.0.1");
    private static final IpAddress ADDRESS = IpAddress.of("10.1.0.1");
    private static final Place PLACE = new Place(LOCATION, ADDRESS);

    private final Desired desired = new Desired();
    private final List<Place> changed = new ArrayList<>();

    /// Difftracker invariant 11.
    @Test
    void aLocationIsThereAsLongAsAServiceWantsAnAddressAtIt() {
        desired.want("a", Map.of(ADDRESS, LOCATION), changed::add);
        desired.want("b", Map.of(ADDRESS, LOCATION), changed::add);
        assertThat(desired.at(PLACE)).containsExactlyInAnyOrder("a", "b");

        desired.want("a", Map.of(), changed::add);
        assertThat(desired.sorted()).containsOnlyKeys(LOCATION);
        desired.want("b", Map.of(), changed::add);

        assertThat(desired.sorted()).isEmpty();
        assertThat(changed).containsExactly(PLACE, PLACE, PLACE, PLACE);
    }

    /// Difftracker invariants 2 and 19.
    @Test
    void takingAwayWhatIsNotThereChangesNothing() {
        desired.want("a", Map.of(), changed::add);
        desired.placesOf("a", changed::add);
        desired.places(changed::add);

        assertThat(changed).isEmpty();
        assertThat(desired.at(PLACE)).isEmpty();
        assertThat(desired.sorted()).isEmpty();
    }
}

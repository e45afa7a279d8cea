package dev.pairplane.publishing.inbound.json;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with a request, in the order in which it is found, up to a limit. Not
/// thread-safe.
public final class Faults {
    private final int most;
    private final List<Fault> found = new ArrayList<>();
    private int more;

    /// @param most so many are kept; the others are only counted
    public Faults(int most) {
        this.most = most;
    }

    /// Adds one.
    public void add(String path, String issue, String hint) {
        if (found.size() < most) {
            found.add(new Fault(path, issue, hint));
        } else {
            more++;
        }
    }

    /// Whether nothing is wrong.
    public boolean none() {
        return found.isEmpty();
    }

    /// What was found; when there was more than is kept, the last entry says how much.
    public List<Fault> list() {
        if (more == 0) {
            return List.copyOf(found);
        }
        List<Fault> all = new ArrayList<>(found);
        all.add(
                new Fault(
                        Fault.WHOLE,
                        "has " + more + " more faults",
                        "correct these first, and ask again"));
        return List.copyOf(all);
    }
}

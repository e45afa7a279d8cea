package dev.pairplane.simulators.kubernetes.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The faults that are switched on.
public final class Faults {

    private final RandomGenerator random;
    private final Map<String, Fault> active = new LinkedHashMap<>();
    private final Map<String, Integer> left = new LinkedHashMap<>();
    private int added;

    public Faults(RandomGenerator random) {
        this.random = random;
    }

    /// Switches one on.
    ///
    /// @return its name, to switch it off by
    public synchronized String add(Fault fault) {
        added++;
        String id = "fault-" + added;
        active.put(id, fault);
        left.put(id, fault.times());
        return id;
    }

    /// Switches one off.
    ///
    /// @return whether it was on
    public synchronized boolean remove(String id) {
        left.remove(id);
        return active.remove(id) != null;
    }

    public synchronized void clear() {
        active.clear();
        left.clear();
    }

    /// Those that are on, by name; one that has happened often enough is not.
    public synchronized Map<String, Fault> active() {
        return new LinkedHashMap<>(active);
    }

    /// What happens to this request; counts as having happened.
    public synchronized List<Fault.Effect> draw(Call call) {
        List<Fault.Effect> effects = new ArrayList<>();
        for (Map.Entry<String, Fault> entry : List.copyOf(active.entrySet())) {
            Fault fault = entry.getValue();
            if (!fault.fits(call) || !(random.nextDouble() < fault.probability())) {
                continue;
            }
            effects.add(fault.effect());
            int rest = left.getOrDefault(entry.getKey(), 0) - 1;
            left.put(entry.getKey(), rest);
            if (fault.times() > 0 && rest == 0) {
                remove(entry.getKey());
            }
        }
        return effects;
    }
}

package dev.pairplane.publishing.core.intake;

import dev.pairplane.publishing.core.call.Each;
import dev.pairplane.publishing.core.job.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// Lets jobs into the queue in the order in which they stand in the journal. Submissions, replays
/// and take-overs are answered each in its own time: a job that is stored already and not answered
/// yet may stand before one that is, and in its chain it must not come after it.
///
/// So a job waits for the calls that were under way when it came and that are for its chain, and
/// for the jobs before it that wait.
///
/// Used on the serial executor only.
final class Arrivals {

    private final Map<Job.Chain, Set<Call>> underWay = new HashMap<>();
    private final Map<Job.Chain, NavigableMap<Long, Arrival>> waiting = new HashMap<>();

    /// A call that may store jobs of some chains.
    static final class Call {
        private final Set<Job.Chain> chains;

        private Call(Set<Job.Chain> chains) {
            this.chains = chains;
        }
    }

    private record Arrival(Set<Call> before, Runnable enter) {}

    /// A job that is known now.
    ///
    /// @param seq its number in the journal
    /// @param enter puts it into the queue
    record Known(Job.Chain chain, long seq, Runnable enter) {}

    /// A call begins.
    Call begin(Set<Job.Chain> chains) {
        Call call = new Call(new LinkedHashSet<>(chains));
        call.chains.forEach(
                chain -> underWay.computeIfAbsent(chain, _ -> new LinkedHashSet<>()).add(call));
        return call;
    }

    /// A call is over, and has told of jobs.
    void end(Call call, List<Known> jobs) {
        for (Job.Chain chain : call.chains) {
            Set<Call> calls = underWay.get(chain);
            if (calls != null && calls.remove(call) && calls.isEmpty()) {
                underWay.remove(chain);
            }
        }
        jobs.forEach(this::wait);
        Set<Job.Chain> touched = new LinkedHashSet<>(call.chains);
        jobs.forEach(job -> touched.add(job.chain()));
        List<Arrival> ready = new ArrayList<>();
        for (Job.Chain chain : touched) {
            NavigableMap<Long, Arrival> line = waiting.get(chain);
            if (line != null) {
                line.values().forEach(arrival -> arrival.before().remove(call));
                ready.addAll(ready(chain, line));
            }
        }
        Each.of(ready, arrival -> arrival.enter().run());
    }

    /// Jobs came that no call had been expected to bring.
    void arrived(List<Known> jobs) {
        end(new Call(Set.of()), jobs);
    }

    /// Lets all enter at once: nothing has to be kept in order any more.
    void open() {
        List<Arrival> all = new ArrayList<>();
        waiting.values().forEach(line -> all.addAll(line.values()));
        waiting.clear();
        Each.of(all, arrival -> arrival.enter().run());
    }

    private void wait(Known job) {
        Set<Call> before = new HashSet<>(underWay.getOrDefault(job.chain(), Set.of()));
        waiting.computeIfAbsent(job.chain(), _ -> new TreeMap<>())
                .put(job.seq(), new Arrival(before, job.enter()));
    }

    /// Takes those out of a line that nothing is before.
    private List<Arrival> ready(Job.Chain chain, NavigableMap<Long, Arrival> line) {
        List<Arrival> ready = new ArrayList<>();
        while (!line.isEmpty() && line.firstEntry().getValue().before().isEmpty()) {
            ready.add(line.pollFirstEntry().getValue());
        }
        if (line.isEmpty()) {
            waiting.remove(chain, line);
        }
        return ready;
    }
}

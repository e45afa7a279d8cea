package dev.pairplane.publishing.it;

import dev.pairplane.publishing.it.Arrivals.Arrival;
import dev.pairplane.publishing.it.Load.Accepted;
import dev.pairplane.publishing.it.Verdict.Ended;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether the alerts of one fingerprint came to each target in the order in which they were
/// accepted, as far as that is promised: a resolved comes after all that came for the firings
/// before it, and a firing after all that came for earlier resolved ones.
final class ChainOrder {
    private final Verdict verdict;
    private final List<String> broken = new ArrayList<>();
    private int pairs;

    ChainOrder(Verdict verdict, List<Accepted> accepted) {
        this.verdict = verdict;
        arrivals();
        acceptance(accepted);
    }

    private record Chain(String fingerprint, String target) {}

    /// @param last the last that came for all jobs of a status up to now
    private record Latest(Ended job, Arrival last) {}

    private void arrivals() {
        Map<Chain, Map<String, Latest>> latest = new HashMap<>();
        for (Ended job : verdict.ended()) {
            List<Arrival> came = verdict.arrivals(job.id());
            if (came.isEmpty()) {
                continue;
            }
            Map<String, Latest> known =
                    latest.computeIfAbsent(
                            new Chain(job.fingerprint(), job.target()), _ -> new HashMap<>());
            known.forEach((status, before) -> {
                if (!status.equals(job.status())) {
                    pairs++;
                    if (before.last().number() > came.getFirst().number()) {
                        broken.add(
                                "%s came before %s, which was accepted earlier: %s %s"
                                        .formatted(
                                                job, before.job(), came.getFirst(), before.last()));
                    }
                }
            });
            known.merge(
                    job.status(),
                    new Latest(job, came.getLast()),
                    (a, b) -> a.last().number() > b.last().number() ? a : b);
        }
    }

    /// What a client was told before it asked for the next has the earlier place.
    private void acceptance(List<Accepted> accepted) {
        Map<String, Ended> jobs = new HashMap<>();
        verdict.ended().forEach(job -> jobs.put(job.id(), job));
        Map<Chain, Ended> last = new HashMap<>();
        for (Accepted submission : accepted) {
            for (String id : submission.jobs().keySet()) {
                Ended job = jobs.get(id);
                if (job == null) {
                    continue;
                }
                Ended before = last.put(new Chain(job.fingerprint(), job.target()), job);
                if (before != null && before.seq() > job.seq()) {
                    broken.add(job + " has an earlier place than " + before);
                }
            }
        }
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    /// How many pairs were looked at.
    int pairs() {
        return pairs;
    }
}

package dev.pairplane.publishing.it;

import dev.pairplane.publishing.it.Arrivals.Arrival;
import dev.pairplane.publishing.it.Load.Accepted;
import dev.pairplane.publishing.it.Verdict.Ended;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Whether the alerts of one fingerprint came to each target in the order in which they were
/// accepted, as far as that is promised: a resolved comes after the firings before it, and a firing
/// after earlier resolved ones, each when the ones before it had ended.
///
/// After a kill, what had ended and was not written down comes again. That is the end of a chain,
/// in its order, so what is looked at is when a job came first, and what came last of all.
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

    /// A job, and the request that ended it: the first that was answered for good. Of one that was
    /// given up after other answers it is not known which was the last before a kill; the first has
    /// to do.
    private record Decided(Ended job, Arrival by) {
        private static final int REFUSED = 400;

        static Decided of(Ended job, List<Arrival> came) {
            return new Decided(
                    job,
                    came.stream()
                            .filter(arrival -> arrival.isSuccess() || arrival.status() == REFUSED)
                            .findFirst()
                            .orElse(came.getFirst()));
        }

        Decided later(Decided other) {
            return by.number() > other.by.number() ? this : other;
        }
    }

    private void arrivals() {
        Map<Chain, Map<String, Decided>> decided = new HashMap<>();
        Map<Chain, Decided> last = new HashMap<>();
        Map<Chain, Ended> end = new HashMap<>();
        for (Ended job : verdict.ended()) {
            List<Arrival> came = verdict.arrivals(job.id());
            if (came.isEmpty()) {
                continue;
            }
            Chain chain = new Chain(job.fingerprint(), job.target());
            Map<String, Decided> known = decided.computeIfAbsent(chain, _ -> new HashMap<>());
            known.forEach((status, before) -> {
                if (!status.equals(job.status())) {
                    pairs++;
                    if (before.by().number() > came.getFirst().number()) {
                        broken.add(
                                "%s came before %s, which was accepted earlier: %s %s"
                                        .formatted(
                                                job, before.job(), came.getFirst(), before.by()));
                    }
                }
            });
            known.merge(job.status(), Decided.of(job, came), Decided::later);
            last.merge(chain, new Decided(job, came.getLast()), Decided::later);
            end.put(chain, job);
        }
        end.forEach((chain, job) -> {
            Decided came = Objects.requireNonNull(last.get(chain));
            if (!came.job().status().equals(job.status())) {
                broken.add("%s was left as %s says, and not as %s".formatted(chain, came, job));
            }
        });
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

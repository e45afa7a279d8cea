package dev.pairplane.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// The steps of publishing-queue's demo. Each returns when what it claims was seen from outside.
final class PublishingSteps {

    /// Takes everything, as does [#CHAT].
    static final String PAGES = "pages";

    static final String CHAT = "chat";

    /// Refuses what it gets, until it is healed.
    static final String TICKETS = "tickets";

    /// Is out of order, until it is healed.
    static final String MIRROR = "mirror";

    private static final int HIGH = 40;
    private static final int MEDIUM = 100;
    private static final int LOW = 60;
    private static final int ALERTS = HIGH + MEDIUM + LOW;

    private static final int BAD_REQUEST = 400;
    private static final int OUT_OF_ORDER = 503;
    private static final int CONFLICT = 409;
    private static final int OPEN = 2;
    private static final int CLOSED = 0;

    /// One in ten may be a less urgent one that has waited for long, and some were under way.
    private static final int LESS_URGENT_AT_MOST = 40;

    /// An open breaker lets a probe through now and then.
    private static final int ATTEMPTS_AT_MOST = ALERTS / 2;

    private final PublishingApi api;
    private final ReceiverApi receiver;
    private final DemoWait wait;
    private final DemoOutput out;
    private final DemoSubmissions submissions;
    private final String startsAt;
    private final Set<String> replayed = new HashSet<>();
    private long released;

    PublishingSteps(
            PublishingApi api,
            ReceiverApi receiver,
            DemoWait wait,
            DemoSubmissions submissions,
            DemoOutput out) {
        this.api = api;
        this.receiver = receiver;
        this.wait = wait;
        this.submissions = submissions;
        this.out = out;
        this.startsAt = Instant.ofEpochSecond(System.currentTimeMillis() / 1000).toString();
    }

    /// It knows the four targets.
    void knowsItsTargets() throws Failure, InterruptedException {
        List<String> targets = wait.once(api::targets);
        if (!new TreeSet<>(targets).equals(new TreeSet<>(PublishingQueue.TARGETS))) {
            throw new Failure(
                    "it sends to %s, and its file has %s"
                            .formatted(targets, PublishingQueue.TARGETS));
        }
        out.ok("it sends to " + targets);
    }

    /// Submits the alerts, the least urgent first, while the receiver answers nothing; so a queue
    /// forms.
    void fillsUpWhileNobodyAnswers() throws Failure, InterruptedException {
        for (String target : PublishingQueue.TARGETS) {
            wait.once(() -> {
                receiver.holds(target);
                return target;
            });
        }
        for (DemoAlert.Tier tier : List.of(DemoAlert.Tier.values()).reversed()) {
            List<DemoAlert> alerts = DemoAlert.of(tier, count(tier), "first", startsAt);
            submissions.submitAll(alerts);
            out.note("%d of priority %s accepted".formatted(alerts.size(), tier.word()));
        }
        int held = wait.once(receiver::held);
        if (held == 0) {
            throw new Failure("the receiver holds no delivery: nothing was sent to it");
        }
        released = wait.once(receiver::total);
        out.ok(
                "%d alerts accepted, %d jobs; %d under way, the others wait"
                        .formatted(ALERTS, submissions.jobs().size(), held));
    }

    private static int count(DemoAlert.Tier tier) {
        return switch (tier) {
            case HIGH -> HIGH;
            case MEDIUM -> MEDIUM;
            case LOW -> LOW;
        };
    }

    /// The receiver answers: two targets take everything, one refuses, one is out of order.
    void releases() throws Failure, InterruptedException {
        wait.once(() -> {
            receiver.answers(TICKETS, BAD_REQUEST);
            receiver.answers(MIRROR, OUT_OF_ORDER);
            receiver.takes(PAGES);
            receiver.takes(CHAT);
            return released;
        });
        out.note(
                "'%s' and '%s' take everything, '%s' answers 400, '%s' answers 503"
                        .formatted(PAGES, CHAT, TICKETS, MIRROR));
    }

    /// What came last was more urgent, and goes first.
    void sendsTheUrgentFirst() throws Failure, InterruptedException {
        Duration took =
                wait.until(
                        "the healthy targets get everything",
                        () -> {
                            List<String> amiss = new ArrayList<>();
                            for (String target : List.of(PAGES, CHAT)) {
                                int there = succeeded(receiver.deliveries(target)).size();
                                if (there < ALERTS) {
                                    amiss.add("'%s' has %d of %d".formatted(target, there, ALERTS));
                                }
                            }
                            return amiss;
                        });
        for (String target : List.of(PAGES, CHAT)) {
            List<String> order = severities(target);
            int last = order.lastIndexOf(DemoAlert.Tier.HIGH.severity());
            long before =
                    order.subList(0, last + 1).stream()
                            .filter(severity -> !severity.equals(DemoAlert.Tier.HIGH.severity()))
                            .count();
            out.note("'%s' got first: %s".formatted(target, runs(order)));
            if (before > LESS_URGENT_AT_MOST || !inOrder(order)) {
                throw new Failure(
                        "'%s' got %d less urgent alerts before the last critical one, and on average critical at place %.0f, warning at %.0f, info at %.0f: that is no order of priority"
                                .formatted(
                                        target,
                                        before,
                                        place(order, DemoAlert.Tier.HIGH),
                                        place(order, DemoAlert.Tier.MEDIUM),
                                        place(order, DemoAlert.Tier.LOW)));
            }
        }
        out.ok(
                "after %s both have all %d; critical before warning before info, although those came first"
                        .formatted(DemoOutput.seconds(took), ALERTS));
    }

    /// In the order of arrival, since the receiver answers.
    private List<String> severities(String target) throws Failure, InterruptedException {
        return wait.once(() -> receiver.deliveries(target)).stream()
                .filter(delivery -> delivery.number() > released)
                .map(ReceiverApi.Delivery::severity)
                .toList();
    }

    private static boolean inOrder(List<String> order) {
        return place(order, DemoAlert.Tier.HIGH) < place(order, DemoAlert.Tier.MEDIUM)
                && place(order, DemoAlert.Tier.MEDIUM) < place(order, DemoAlert.Tier.LOW);
    }

    private static double place(List<String> order, DemoAlert.Tier tier) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).equals(tier.severity())) {
                sum += i;
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /// Such as `12 critical, 1 info, 28 critical`.
    private static String runs(List<String> order) {
        List<String> runs = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= order.size() && runs.size() < 6; i++) {
            if (i == order.size() || !order.get(i).equals(order.get(start))) {
                runs.add("%d %s".formatted(i - start, order.get(start)));
                start = i;
            }
        }
        return String.join(", ", runs) + (start < order.size() ? ", ..." : "");
    }

    /// A target that is out of order is left alone.
    void opensTheBreaker() throws Failure, InterruptedException {
        Duration took =
                wait.until(
                        "the breaker of '" + MIRROR + "' opens",
                        () ->
                                api.metric("circuit_breaker_trips_total", MIRROR) >= 1
                                                && api.metric("circuit_breaker_state", MIRROR)
                                                        == OPEN
                                        ? List.of()
                                        : List.of("it is not open"));
        int attempts = wait.once(() -> receiver.deliveries(MIRROR)).size();
        if (attempts > ATTEMPTS_AT_MOST) {
            throw new Failure(
                    "'%s' is out of order, and was tried %d times".formatted(MIRROR, attempts));
        }
        out.ok(
                "after %s it is open: %d attempts for %d jobs, the others wait"
                        .formatted(DemoOutput.seconds(took), attempts, ALERTS));
    }

    /// The target works again: what waited is delivered, what had failed is tried again.
    void closesTheBreaker() throws Failure, InterruptedException {
        wait.once(() -> {
            receiver.takes(MIRROR);
            return MIRROR;
        });
        Duration took =
                wait.until(
                        "the breaker of '" + MIRROR + "' closes, and everything goes out",
                        () -> {
                            List<String> amiss = new ArrayList<>();
                            if (api.metric("circuit_breaker_state", MIRROR) != CLOSED
                                    || api.metric("circuit_breaker_recoveries_total", MIRROR) < 1) {
                                amiss.add("it is not closed");
                            }
                            int there =
                                    succeeded(receiver.deliveries(MIRROR)).size()
                                            + api.deadLetters(MIRROR).size();
                            if (there < ALERTS) {
                                amiss.add("%d of %d jobs have ended".formatted(there, ALERTS));
                            }
                            return amiss;
                        });
        List<ReceiverApi.Delivery> deliveries = wait.once(() -> receiver.deliveries(MIRROR));
        Set<String> failed =
                deliveries.stream()
                        .filter(delivery -> delivery.status() == OUT_OF_ORDER)
                        .map(ReceiverApi.Delivery::job)
                        .collect(Collectors.toSet());
        long retried = succeeded(deliveries).stream().filter(failed::contains).count();
        if (retried == 0) {
            throw new Failure(
                    "no job that '%s' had answered with 503 was sent to it again"
                            .formatted(MIRROR));
        }
        out.ok(
                "after %s it is closed, and all %d jobs have ended; %d of them had failed, and were delivered by a retry"
                        .formatted(DemoOutput.seconds(took), ALERTS, retried));
    }

    private static Set<String> succeeded(List<ReceiverApi.Delivery> deliveries) {
        return deliveries.stream()
                .filter(ReceiverApi.Delivery::succeeded)
                .map(ReceiverApi.Delivery::job)
                .collect(Collectors.toSet());
    }

    /// What was refused is not tried again, and waits in the dead letter queue.
    void keepsWhatWasRefused() throws Failure, InterruptedException {
        Duration took =
                wait.until(
                        "what '" + TICKETS + "' refused is in the dead letter queue",
                        () -> {
                            int there = api.deadLetters(TICKETS).size();
                            return there == ALERTS
                                    ? List.of()
                                    : List.of("%d of %d are there".formatted(there, ALERTS));
                        });
        Map<String, Integer> attempts = new HashMap<>();
        for (ReceiverApi.Delivery delivery : wait.once(() -> receiver.deliveries(TICKETS))) {
            attempts.merge(delivery.job(), 1, Integer::sum);
        }
        for (PublishingApi.DeadLetter letter : wait.once(() -> api.deadLetters(TICKETS))) {
            int tries = attempts.getOrDefault(letter.job(), 0);
            if (tries != 1 || letter.status() != BAD_REQUEST) {
                throw new Failure(
                        "%s was sent to '%s' %d times, and its dead letter says %d: a refused alert is sent once"
                                .formatted(letter.fingerprint(), TICKETS, tries, letter.status()));
            }
        }
        out.ok(
                "after %s all %d are there, each sent once, with the answer 400"
                        .formatted(DemoOutput.seconds(took), ALERTS));
    }

    /// A dead letter is sent again, once.
    void replaysOne() throws Failure, InterruptedException {
        wait.once(() -> {
            receiver.takes(TICKETS);
            return TICKETS;
        });
        PublishingApi.DeadLetter letter = wait.once(() -> api.deadLetters(TICKETS)).getFirst();
        String job = wait.once(() -> api.replay(letter.id()));
        replayed.add(job);
        Duration took =
                wait.until(
                        "the replayed alert is delivered",
                        () -> {
                            boolean there =
                                    receiver.deliveries(TICKETS).stream()
                                            .anyMatch(delivery ->
                                                    delivery.succeeded()
                                                            && delivery.job().equals(job)
                                                            && delivery.fingerprint()
                                                                    .equals(letter.fingerprint()));
                            List<String> amiss = new ArrayList<>();
                            if (!there) {
                                amiss.add("the receiver does not have it");
                            }
                            if (!api.stateOf(job).equals("succeeded")) {
                                amiss.add("its job is " + api.stateOf(job));
                            }
                            if (!api.isReplayed(letter.id())) {
                                amiss.add("its dead letter is not marked");
                            }
                            return amiss;
                        });
        int again = wait.once(() -> api.replayAgain(letter.id()));
        if (again != CONFLICT) {
            throw new Failure(
                    "a dead letter that was sent again can be sent again at once: %d instead of 409"
                            .formatted(again));
        }
        out.ok(
                "after %s %s is delivered; a second replay is refused (409)"
                        .formatted(DemoOutput.seconds(took), letter.fingerprint()));
    }

    /// What kills the service and starts it again.
    interface Victim {
        /// Ends it with SIGKILL, and returns the number of the process.
        long kill();

        /// Starts it again, and returns when it is ready.
        void restart() throws Failure, InterruptedException;
    }

    /// Submits more alerts; in the middle the service is killed.
    ///
    /// @param alerts how many
    void survivesAKill(int alerts, int delay, Victim victim) throws Failure, InterruptedException {
        for (String target : PublishingQueue.TARGETS) {
            wait.once(() -> {
                receiver.takesSlowly(target, delay);
                return target;
            });
        }
        int before = submissions.repeated();
        int earlier = wait.once(this::undelivered).size();
        AtomicLong killed = new AtomicLong();
        CompletableFuture<Void> all =
                submissions.start(
                        DemoAlert.mixed(alerts, "second", startsAt),
                        count -> {
                            if (count == alerts / 2) {
                                killed.set(victim.kill());
                            }
                        });
        wait.until(
                "half of the alerts are accepted",
                () -> {
                    if (all.isCompletedExceptionally()) {
                        DemoSubmissions.join(all);
                    }
                    return killed.get() == 0 ? List.of("not yet") : List.of();
                });
        int unfinished = wait.once(this::undelivered).size() - earlier;
        out.note(
                "kill -9 of process %d after %d were accepted, with %d jobs not delivered yet"
                        .formatted(killed.get(), alerts / 2, unfinished));
        victim.restart();
        DemoSubmissions.join(all);
        for (String target : PublishingQueue.TARGETS) {
            wait.once(() -> {
                receiver.takes(target);
                return target;
            });
        }
        int repeated = submissions.repeated() - before;
        if (repeated == 0 || unfinished == 0) {
            throw new Failure(
                    "the kill did not happen in the middle: %d submissions without an answer, %d jobs unfinished"
                            .formatted(repeated, unfinished));
        }
        out.ok(
                "all %d are accepted; %d submissions had no answer and were repeated with the same key"
                        .formatted(alerts, repeated));
    }

    /// Every accepted job is at the receiver or in the dead letter queue, and nothing else is.
    ///
    /// @return in half a sentence
    String losesNothing() throws Failure, InterruptedException {
        Duration took =
                wait.until(
                        "every accepted job ends",
                        () -> {
                            Set<String> left = unfinished();
                            List<String> amiss = new ArrayList<>();
                            if (!left.isEmpty()) {
                                amiss.add(
                                        "%d jobs are neither delivered nor dead letters, such as %s"
                                                .formatted(left.size(), left.iterator().next()));
                            }
                            for (String state : List.of("queued", "processing", "retrying")) {
                                int there = api.jobs(state);
                                if (there > 0) {
                                    amiss.add("%d jobs are %s".formatted(there, state));
                                }
                            }
                            return amiss;
                        });
        List<ReceiverApi.Delivery> deliveries = wait.once(() -> receiver.deliveries(""));
        Set<String> accepted = new HashSet<>(submissions.jobs());
        Set<String> unknown = succeeded(deliveries);
        unknown.removeAll(accepted);
        unknown.removeAll(replayed);
        if (!unknown.isEmpty()) {
            throw new Failure(
                    "the receiver got %d jobs that nobody was told of, such as %s: a repeated submission made new ones"
                            .formatted(unknown.size(), unknown.iterator().next()));
        }
        Set<String> delivered = succeeded(deliveries);
        long twice =
                deliveries.stream().filter(ReceiverApi.Delivery::succeeded).count()
                        - delivered.size();
        int dead = wait.once(() -> api.deadLetters("")).size();
        out.ok(
                "after %s each of the %d jobs of %d alerts is delivered or in the dead letter queue; %d were delivered twice, for the kill"
                        .formatted(
                                DemoOutput.seconds(took),
                                accepted.size(),
                                submissions.accepted().size(),
                                twice));
        return "%d jobs of %d alerts: %d delivered, %d dead letters, none lost across kill -9"
                .formatted(accepted.size(), submissions.accepted().size(), delivered.size(), dead);
    }

    /// Accepted, and neither delivered nor dead.
    private Set<String> unfinished() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        Set<String> left = undelivered();
        api.deadLetters("").forEach(letter -> left.remove(letter.job()));
        return left;
    }

    /// Accepted, and not delivered; the service may be dead.
    private Set<String> undelivered() throws Failure, InterruptedException, JsonHttp.NoAnswer {
        Set<String> left = new HashSet<>(submissions.jobs());
        left.removeAll(succeeded(receiver.deliveries("")));
        return left;
    }
}

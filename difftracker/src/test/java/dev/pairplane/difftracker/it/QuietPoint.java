package dev.pairplane.difftracker.it;

import dev.pairplane.simulators.azure.AzureSimulator;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// Waits until a cluster has been quiet, and asks whether Azure equals it then.
///
/// Quiet means that no Service, EndpointSlice or Node was written for the hold of vanished Nodes
/// and a second. From then on Azure has five seconds, or it is an [AssertionError].
final class QuietPoint {
    private static final Duration IN_TIME = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final RealCluster cluster;
    private final AzureSimulator azure;
    private final Set<String> refused;
    private final Duration quiet;

    private List<String> versions = List.of();
    private long lastEvent = System.nanoTime();
    private long equalSince;
    private boolean equal;
    private String difference = "";
    private int addresses;

    private QuietPoint(
            RealCluster cluster, AzureSimulator azure, Set<String> refused, Duration nodeHold) {
        this.cluster = cluster;
        this.azure = azure;
        this.refused = refused;
        this.quiet = nodeHold.plusSeconds(1);
    }

    /// What was found.
    ///
    /// @param addresses how many Azure holds
    /// @param after how long after the last event Azure had become equal; zero or less when it was
    ///   before that event was seen
    record Found(int addresses, Duration after) {}

    /// @param refused names of Services that were never admitted
    /// @param nodeHold how long the controller holds the addresses of vanished Nodes
    /// @param begun also has to hold before a quiet time counts, as what was asked for may not have
    ///   begun yet
    static Found await(
            RealCluster cluster,
            AzureSimulator azure,
            Set<String> refused,
            Duration nodeHold,
            Supplier<Boolean> begun) {
        await("what was asked for has begun", begun::get);
        var point = new QuietPoint(cluster, azure, refused, nodeHold);
        try {
            await("a quiet point", point::reached);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "; " + point, e);
        }
        return new Found(point.addresses, Duration.ofNanos(point.equalSince - point.lastEvent));
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    @Override
    public String toString() {
        return "the last write was seen "
                + Duration.ofNanos(System.nanoTime() - lastEvent)
                + " ago, and Azure "
                + (equal ? "is what the slices say" : "differs: " + difference);
    }

    private boolean reached() {
        RealCluster.Objects objects = cluster.objects();
        long now = System.nanoTime();
        if (!objects.versions().equals(versions)) {
            versions = objects.versions();
            lastEvent = now;
        }
        var wanted = WantedAddresses.of(objects, refused);
        difference = wanted.difference(WantedAddresses.held(azure.locations()));
        if (difference.isEmpty() && !equal) {
            equalSince = now;
        }
        equal = difference.isEmpty();
        addresses = wanted.addresses();
        long still = now - lastEvent;
        if (!equal && still > quiet.plus(IN_TIME).toNanos()) {
            throw new AssertionError(
                    "nothing was written for "
                            + Duration.ofNanos(still)
                            + ", and Azure is not what the slices say\n"
                            + difference);
        }
        return equal && still >= quiet.toNanos();
    }
}

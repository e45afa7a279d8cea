package dev.pairplane.difftracker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Endpoint;
import dev.pairplane.difftracker.core.kubernetes.SliceObject.Owner;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import dev.pairplane.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Random histories of a small cluster in which everything collides: few names, few UIDs, few
/// addresses. After each event the view has to say what the model derives from scratch, and to have
/// told of every Service for which that changed.
class ClusterViewModelTest {

    private static final List<String> NAMESPACES = List.of("a", "b");
    private static final List<String> NAMES = List.of("web", "api", "db");
    private static final List<String> UIDS = List.of("u1", "u2", "u3", "u4");
    private static final List<String> NODES = List.of("n1", "n2", "n3", "");
    private static final List<String> PODS =
            List.of("10.1.0.1", "10.1.0.2", "10.1.0.3", "fd01::1", "FD01:0::1", "fd01::2", "junk");
    private static final List<String> HOSTS =
            List.of(
                    "10.0.0.1",
                    "10.0.0.2",
                    "10.0.0.3",
                    "fd00::1",
                    "fd00::2",
                    "::ffff:10.0.0.4",
                    "");

    /// Difftracker invariants 26 to 37 and 39.
    @Test
    void saysWhatTheModelSaysAfterEachEvent() throws Exception {
        Seeds.simulation(0.1, seeds -> new History(seeds.random("events")).go());
    }

    /// Difftracker invariant 40: a start that lists what is there, in any order, gives the same as
    /// having watched it come about.
    @Test
    void theOrderInWhichThingsCameDoesNotMatter() throws Exception {
        Seeds.simulation(
                0.05,
                seeds -> {
                    var history = new History(seeds.random("events"));
                    history.go();
                    // Only a watcher knows of nodes that are gone.
                    history.endAllHolds();
                    history.restart(seeds.random("order").nextLong());
                });
    }

    private static final class History {

        private final RandomGenerator random;
        private final Cluster cluster = new Cluster();
        private final ClusterModel model = new ClusterModel();
        private final Map<String, Object> present = new HashMap<>();
        private Map<String, Map<IpAddress, IpAddress>> before = Map.of();

        History(RandomGenerator random) {
            this.random = random;
        }

        void go() {
            before = said(cluster.view);
            for (int i = 0; i < 120; i++) {
                check(event());
            }
        }

        void endAllHolds() {
            cluster.pass(Cluster.HOLD);
            model.expire(cluster.now(), Cluster.HOLD);
            check(cluster.view.expire());
        }

        void restart(long order) {
            var objects = new ArrayList<>(present.values());
            Collections.shuffle(objects, new Random(order));
            var restarted = new Cluster();
            for (Object object : objects) {
                switch (object) {
                    case ServiceObject service -> restarted.view.put(service);
                    case SliceObject slice -> restarted.view.put(slice);
                    case NodeObject node -> restarted.view.put(node);
                    default -> throw new AssertionError(object);
                }
            }
            assertThat(said(restarted.view)).isEqualTo(said(cluster.view));
            assertThat(restarted.view.endpoints()).isEqualTo(cluster.view.endpoints());
            assertThat(restarted.view.slices()).isEqualTo(cluster.view.slices());
            assertThat(restarted.view.nodes()).isEqualTo(cluster.view.nodes());
        }

        private void check(Set<String> told) {
            var after = said(cluster.view);
            for (String uid : UIDS) {
                for (IpFamily family : IpFamily.values()) {
                    var expected = model.addresses(uid, family);
                    assertThat(after.get(uid + family)).isEqualTo(expected);
                    if (!expected.equals(before.get(uid + family))) {
                        assertThat(told).contains(uid);
                    }
                }
            }
            assertThat(told).isSubsetOf(UIDS);
            before = after;
        }

        private static Map<String, Map<IpAddress, IpAddress>> said(ClusterView view) {
            var said = new HashMap<String, Map<IpAddress, IpAddress>>();
            for (String uid : UIDS) {
                for (IpFamily family : IpFamily.values()) {
                    said.put(uid + family, view.addresses(uid, family));
                }
            }
            return said;
        }

        private Set<String> event() {
            return switch (random.nextInt(12)) {
                case 0, 1 -> putService();
                case 2 -> removeService();
                case 3, 4, 5, 6 -> putSlice();
                case 7 -> removeSlice();
                case 8, 9 -> putNode();
                case 10 -> removeNode();
                default -> passTime();
            };
        }

        private Set<String> putService() {
            var service = Cluster.serviceObject(any(NAMESPACES), any(NAMES), anyUid());
            // As the API server has it: a UID is one object's.
            present.values()
                    .removeIf(other ->
                            other instanceof ServiceObject s
                                    && s.ref().uid().equalsIgnoreCase(service.ref().uid()));
            present.put("service " + service.ref().path(), service);
            model.put(service);
            return cluster.view.put(service);
        }

        private Set<String> removeService() {
            var ref = Cluster.ref(any(NAMESPACES), any(NAMES), anyUid());
            present.values()
                    .removeIf(other ->
                            other instanceof ServiceObject s
                                    && s.ref().path().equals(ref.path())
                                    && s.ref().uid().equalsIgnoreCase(ref.uid()));
            model.remove(ref);
            return cluster.view.removeService(ref);
        }

        private Set<String> putSlice() {
            var slice =
                    new SliceObject(
                            any(NAMESPACES),
                            any(NAMES),
                            random.nextInt(8) == 0
                                    ? Optional.empty()
                                    : Optional.of(new Owner(any(NAMES), anyUid())),
                            random.nextInt(10) == 0,
                            any(List.of("IPv4", "IPv6", "IPv4", "IPv6", "FQDN")),
                            endpoints());
            present.put("slice " + slice.namespace() + "/" + slice.name(), slice);
            model.put(slice);
            return cluster.view.put(slice);
        }

        private List<Endpoint> endpoints() {
            var endpoints = new ArrayList<Endpoint>();
            for (int i = random.nextInt(5); i > 0; i--) {
                endpoints.add(
                        new Endpoint(
                                some(PODS, 2),
                                any(NODES),
                                condition(5),
                                condition(2),
                                condition(2)));
            }
            return endpoints;
        }

        /// Absent, true or false; more often true with a larger number.
        private Optional<Boolean> condition(int odds) {
            return random.nextInt(3) == 0
                    ? Optional.empty()
                    : Optional.of(random.nextInt(odds) != 0);
        }

        private Set<String> removeSlice() {
            String namespace = any(NAMESPACES);
            String name = any(NAMES);
            present.remove("slice " + namespace + "/" + name);
            model.removeSlice(namespace, name);
            return cluster.view.removeSlice(namespace, name);
        }

        private Set<String> putNode() {
            var node = new NodeObject(any(NODES.subList(0, 3)), some(HOSTS, 4));
            present.put("node " + node.name(), node);
            model.put(node);
            return cluster.view.put(node);
        }

        private Set<String> removeNode() {
            String name = any(NODES.subList(0, 3));
            present.remove("node " + name);
            model.removeNode(name, cluster.now());
            return cluster.view.removeNode(name);
        }

        /// Some time, or exactly until the next hold ends.
        private Set<String> passTime() {
            var next = cluster.view.nextExpiry();
            cluster.pass(
                    next.isPresent() && random.nextBoolean()
                            ? Duration.ofNanos(Math.max(0, next.orElseThrow() - cluster.now()))
                            : Duration.ofSeconds(random.nextInt(20)));
            if (random.nextInt(4) == 0) {
                return Set.of();
            }
            model.expire(cluster.now(), Cluster.HOLD);
            return cluster.view.expire();
        }

        private String anyUid() {
            String uid = any(UIDS);
            return random.nextBoolean() ? uid : uid.toUpperCase(Locale.ROOT);
        }

        private <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private List<String> some(List<String> of, int most) {
            var some = new ArrayList<String>();
            for (int i = random.nextInt(most + 1); i > 0; i--) {
                some.add(any(of));
            }
            return some;
        }
    }
}

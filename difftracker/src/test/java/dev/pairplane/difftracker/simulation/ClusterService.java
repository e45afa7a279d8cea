package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A Service in the API server. Fields are what the object says; [#object] is what watches show.
final class ClusterService {

    /// What was done to a Service so that it is refused; each is a rule of admission.
    enum Flaw {
        NONE,
        SOURCE_RANGES,
        INTERNAL,
        SCTP,
        LOAD_BALANCER_IP,
        IDLE_TIMEOUT
    }

    private static final String PREFIX = "service.beta.kubernetes.io/azure-load-balancer-";

    /// A port and where it leads.
    record Port(String protocol, int port, int target) {}

    final ObjectRef ref;
    final IpFamily family;
    String type = "LoadBalancer";
    Optional<String> className = Optional.empty();
    boolean deleting;
    boolean ours;
    boolean standard;

    /// A finalizer of somebody else.
    boolean foreignFinalizer;

    List<Port> ports = List.of();
    int idleTimeout = 4;
    boolean affinity;
    Flaw flaw = Flaw.NONE;
    Optional<ServiceObject.Condition> accepted = Optional.empty();
    final Set<IpAddress> ingress = new TreeSet<>();

    /// A name among its published addresses, of somebody else.
    Optional<String> hostname = Optional.empty();

    /// All rules it has ever asked for without a flaw.
    final Set<List<LoadBalancerRule>> asked = new LinkedHashSet<>();

    ClusterService(ObjectRef ref, IpFamily family) {
        this.ref = ref;
        this.family = family;
    }

    String key() {
        return ref.path();
    }

    String identity() {
        return ref.uid().toLowerCase(Locale.ROOT);
    }

    /// What a load balancer for it must have.
    List<LoadBalancerRule> rules() {
        return ports.stream()
                .map(port ->
                        new LoadBalancerRule(
                                LoadBalancerRule.Protocol.valueOf(port.protocol()),
                                port.port(),
                                port.target(),
                                idleTimeout,
                                affinity))
                .toList();
    }

    /// To be called after each edit.
    void edited() {
        if (flaw == Flaw.NONE && type.equals("LoadBalancer") && !deleting) {
            asked.add(rules());
        }
    }

    ServiceObject object() {
        var finalizers = new ArrayList<String>();
        if (ours) {
            finalizers.add(ServiceObject.CLEANUP_FINALIZER);
        }
        if (standard) {
            finalizers.add(ServiceObject.STANDARD_FINALIZER);
        }
        var shown = new ArrayList<ServiceObject.Ingress>();
        hostname.ifPresent(
                name -> shown.add(new ServiceObject.Ingress(Optional.empty(), Optional.of(name))));
        ingress.forEach(ip ->
                shown.add(new ServiceObject.Ingress(Optional.of(ip.text()), Optional.empty())));
        return new ServiceObject(
                ref,
                type,
                className,
                deleting,
                finalizers,
                true,
                objectPorts(),
                List.of(family.text()),
                Optional.of("SingleStack"),
                Optional.of(affinity ? "ClientIP" : "None"),
                flaw == Flaw.LOAD_BALANCER_IP ? Optional.of("20.9.9.9") : Optional.empty(),
                flaw == Flaw.SOURCE_RANGES ? List.of("10.0.0.0/8") : List.of(),
                annotations(),
                shown,
                accepted);
    }

    private List<ServiceObject.Port> objectPorts() {
        var shown = new ArrayList<ServiceObject.Port>();
        for (Port port : ports) {
            shown.add(
                    new ServiceObject.Port(
                            "p" + port.port() + port.protocol().toLowerCase(Locale.ROOT),
                            port.protocol(),
                            port.port(),
                            Integer.toString(port.target())));
        }
        if (flaw == Flaw.SCTP) {
            shown.add(new ServiceObject.Port("sctp", "SCTP", 9999, "9999"));
        }
        return shown;
    }

    private Map<String, String> annotations() {
        return switch (flaw) {
            case INTERNAL -> Map.of(PREFIX + "internal", "true");
            case IDLE_TIMEOUT -> Map.of(PREFIX + "tcp-idle-timeout", "77");
            default ->
                    idleTimeout == 4
                            ? Map.of()
                            : Map.of(PREFIX + "tcp-idle-timeout", Integer.toString(idleTimeout));
        };
    }
}

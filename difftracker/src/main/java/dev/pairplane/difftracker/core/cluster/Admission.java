package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerRule.Protocol;
import dev.pairplane.difftracker.core.cluster.Decision.Note;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject.Port;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Says whether a Service can be served, and derives what is to be made of it; nothing else does
/// either, so whatever is admitted can be made.
///
/// The rules, the first that fails decides ([Reason] has them all):
///
/// 1. annotations that would open the Service wider or pick its address if they were ignored
///    ([Annotations]), then `loadBalancerSourceRanges`, then `loadBalancerIP`;
/// 2. no ports: nothing to make;
/// 3. a selector; a known session affinity; no `RequireDualStack`; a known primary family;
/// 4. the idle timeout;
/// 5. each port in turn: a numeric target port, TCP or UDP, numbers in range;
/// 6. no two ports with one protocol and one number, on either side.
///
/// Served as it stands: TCP and UDP on one port, either external traffic policy (`Local` is like
/// `Cluster`), `ClientIP` affinity (on every rule). Of two families the primary one is served, and
/// a note says so. A Service that names no family is IPv4; a port without protocol is TCP; without
/// target port, or with 0, it leads to the same port. Type, class and deletion are [Selection]'s
/// and the engine's business. Stateless.
public final class Admission {

    private static final int DEFAULT_IDLE_MINUTES = 4;
    private static final int MIN_IDLE_MINUTES = 4;
    private static final int MAX_IDLE_MINUTES = 30;
    private static final int MAX_FRONTEND_PORT = 65534;
    private static final int MAX_BACKEND_PORT = 65535;
    private static final int QUOTED = 64;

    private Admission() {}

    /// Decides about a Service. Equal Services get equal answers.
    public static Decision decide(ServiceObject service) {
        var annotations = new Annotations(service.annotations());
        try {
            refuseWhatWouldBeUnsafe(service, annotations);
            if (service.ports().isEmpty()) {
                return new Decision.Nothing();
            }
            if (!service.hasSelector()) {
                throw new Refusal(
                        Reason.NO_SELECTOR,
                        "spec.selector is empty, and only pods that the cluster chooses are put"
                                + " behind a public address; give the Service a selector");
            }
            boolean affinity = affinity(service);
            IpFamily family = family(service);
            int idleMinutes = idleMinutes(annotations);
            List<LoadBalancerRule> rules = new ArrayList<>();
            for (Port port : service.ports()) {
                rules.add(rule(port, idleMinutes, affinity));
            }
            refuseCollisions(rules);
            return new Decision.Admitted(
                    new InboundSpec(family, rules), notes(service, family, annotations));
        } catch (Refusal refusal) {
            return new Decision.Rejected(refusal.note);
        }
    }

    private static void refuseWhatWouldBeUnsafe(ServiceObject service, Annotations annotations)
            throws Refusal {
        Optional<Note> refusal =
                annotations.refusal(service.ports().stream().map(Port::port).toList());
        if (refusal.isPresent()) {
            throw new Refusal(refusal.orElseThrow());
        }
        if (!service.sourceRanges().isEmpty()) {
            throw new Refusal(
                    Reason.SOURCE_RANGES,
                    "spec.loadBalancerSourceRanges cannot be honoured: nothing filters what comes"
                            + " in by the service gateway, and the Service would be open to"
                            + " everybody; remove it, or filter in front of the pods");
        }
        if (service.loadBalancerIp().filter(ip -> !ip.isBlank()).isPresent()) {
            throw new Refusal(
                    Reason.LOAD_BALANCER_IP,
                    "spec.loadBalancerIP cannot be honoured: each Service gets a new public IP of"
                            + " its own; remove it");
        }
    }

    private static boolean affinity(ServiceObject service) throws Refusal {
        String affinity = service.sessionAffinity().orElse("None");
        return switch (affinity) {
            case "ClientIP" -> true;
            case "None", "" -> false;
            default ->
                    throw new Refusal(
                            Reason.SESSION_AFFINITY,
                            "spec.sessionAffinity is "
                                    + quote(affinity)
                                    + "; it can be None or ClientIP");
        };
    }

    private static IpFamily family(ServiceObject service) throws Refusal {
        if (service.ipFamilyPolicy().filter("RequireDualStack"::equals).isPresent()) {
            throw new Refusal(
                    Reason.DUAL_STACK,
                    "spec.ipFamilyPolicy is RequireDualStack, and a load balancer here has one"
                            + " address; use SingleStack, or PreferDualStack to be served by the"
                            + " primary family");
        }
        if (service.ipFamilies().isEmpty()) {
            return IpFamily.IPV4;
        }
        String primary = service.ipFamilies().getFirst();
        for (IpFamily family : IpFamily.values()) {
            if (family.text().equals(primary)) {
                return family;
            }
        }
        throw new Refusal(
                Reason.IP_FAMILY,
                "the first of spec.ipFamilies is " + quote(primary) + "; it can be IPv4 or IPv6");
    }

    private static int idleMinutes(Annotations annotations) throws Refusal {
        String text = annotations.value(Annotations.IDLE_TIMEOUT).orElse(null);
        if (text == null) {
            return DEFAULT_IDLE_MINUTES;
        }
        int minutes = number(text.strip());
        if (minutes < MIN_IDLE_MINUTES || minutes > MAX_IDLE_MINUTES) {
            throw new Refusal(
                    Reason.IDLE_TIMEOUT,
                    "annotation "
                            + Annotations.IDLE_TIMEOUT
                            + " is "
                            + quote(text)
                            + "; it is a whole number of minutes from 4 to 30");
        }
        return minutes;
    }

    private static LoadBalancerRule rule(Port port, int idleMinutes, boolean affinity)
            throws Refusal {
        String target = port.targetPort().strip();
        if (!target.isEmpty() && !isNumeric(target)) {
            throw new Refusal(
                    Reason.NAMED_TARGET_PORT,
                    "the target port of "
                            + describe(port)
                            + " is the name "
                            + quote(target)
                            + "; give its number");
        }
        Protocol protocol = protocol(port);
        if (port.port() < 1 || port.port() > MAX_FRONTEND_PORT) {
            throw new Refusal(
                    Reason.PORT, describe(port) + " is out of range; Azure takes 1 to 65534");
        }
        int backend = target.isEmpty() ? 0 : number(target);
        if (backend < 0 || backend > MAX_BACKEND_PORT) {
            throw new Refusal(
                    Reason.PORT,
                    "the target port of "
                            + describe(port)
                            + " is "
                            + quote(target)
                            + "; it can be 1 to 65535");
        }
        return new LoadBalancerRule(
                protocol, port.port(), backend == 0 ? port.port() : backend, idleMinutes, affinity);
    }

    private static Protocol protocol(Port port) throws Refusal {
        return switch (port.protocol().strip().toUpperCase(Locale.ROOT)) {
            case "", "TCP" -> Protocol.TCP;
            case "UDP" -> Protocol.UDP;
            default ->
                    throw new Refusal(
                            Reason.PROTOCOL,
                            "the protocol of "
                                    + describe(port)
                                    + " is "
                                    + quote(port.protocol())
                                    + "; it can be TCP or UDP");
        };
    }

    private static void refuseCollisions(List<LoadBalancerRule> rules) throws Refusal {
        record End(Protocol protocol, int port) {}
        var frontends = new HashSet<End>();
        var backends = new HashSet<End>();
        for (LoadBalancerRule rule : rules) {
            Protocol protocol = rule.protocol();
            if (!frontends.add(new End(protocol, rule.frontendPort()))) {
                throw new Refusal(
                        Reason.DUPLICATE_PORT,
                        protocol + " port " + rule.frontendPort() + " is listed twice");
            }
            if (!backends.add(new End(protocol, rule.backendPort()))) {
                throw new Refusal(
                        Reason.BACKEND_PORT_COLLISION,
                        "two "
                                + protocol
                                + " ports lead to target port "
                                + rule.backendPort()
                                + ", which Azure refuses; give each a target port of its own");
            }
        }
    }

    private static List<Note> notes(
            ServiceObject service, IpFamily family, Annotations annotations) {
        var notes = new ArrayList<Note>();
        if (service.ipFamilies().size() > 1) {
            notes.add(
                    Reason.PRIMARY_FAMILY_ONLY.note(
                            "the Service asks for two families and is served by "
                                    + family.text()
                                    + " alone, its primary one"));
        }
        annotations.ignored().ifPresent(notes::add);
        return notes;
    }

    private static boolean isNumeric(String text) {
        int digits = text.startsWith("-") ? 1 : 0;
        return text.length() > digits
                && text.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9');
    }

    /// A number of at most nine digits; -1 for everything else.
    private static int number(String text) {
        boolean short9 = text.length() <= 9 && !text.startsWith("-");
        return short9 && isNumeric(text) ? Integer.parseInt(text) : -1;
    }

    private static String describe(Port port) {
        return "port " + port.port() + (port.name().isEmpty() ? "" : " (" + port.name() + ")");
    }

    /// Values are their owners' to choose, and may be of any length.
    private static String quote(String text) {
        return "'" + (text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text) + "'";
    }

    /// Why a Service is not served; never leaves this class.
    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Note note;

        Refusal(Note note) {
            super(note.message(), null, false, false);
            this.note = note;
        }

        Refusal(Reason reason, String message) {
            this(reason.note(message));
        }
    }
}

package dev.pairplane.difftracker.core.cluster;

import dev.pairplane.difftracker.core.cluster.Decision.Note;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the annotations of Azure's own controller mean here. It has many; each falls in one of four
/// classes:
///
/// - read: the idle timeout;
/// - refused, because ignoring it would open the Service wider or give it another address than its
///   owner means: the table in the source, and `port_N_no_lb_rule` for a port of the Service;
/// - without effect either way, and passed over in silence ([#HARMLESS]);
/// - ignored with a note: every other one that begins with `azure-`.
///
/// Kubernetes allows capitals in their names, and so does Azure's controller for some of them, so
/// case does not matter; of two spellings the one in lower case counts.
final class Annotations {

    private static final String PREFIX = "service.beta.kubernetes.io/";
    private static final String AZURE = PREFIX + "azure-";

    static final String IDLE_TIMEOUT = AZURE + "load-balancer-tcp-idle-timeout";
    static final String INTERNAL = AZURE + "load-balancer-internal";
    private static final String DENY_ALL = AZURE + "deny-all-except-load-balancer-source-ranges";

    private static final int NAMED = 5;

    /// Those that say what is so anyway (no floating IP, no security rules made), or choose among
    /// load balancers that are shared, while here each Service has its own.
    private static final Set<String> HARMLESS =
            Set.of(
                    AZURE + "disable-load-balancer-floating-ip",
                    AZURE + "disable-load-balancer-nsg-rule",
                    AZURE + "shared-securityrule",
                    AZURE + "load-balancer-configurations",
                    AZURE + "load-balancer-mode");

    private record Refused(String name, Reason reason, String why) {}

    private static final String NO_FILTER =
            "nothing filters what comes in by the service gateway, and the Service would be open to"
                    + " everybody";
    private static final String NEW_ADDRESS = "each Service gets a new public IP of its own";

    private static final List<Refused> REFUSED =
            List.of(
                    new Refused(
                            AZURE + "load-balancer-internal-subnet",
                            Reason.INTERNAL_SUBNET,
                            "the service gateway makes public load balancers only"),
                    new Refused(
                            AZURE + "allowed-service-tags", Reason.ALLOWED_SERVICE_TAGS, NO_FILTER),
                    new Refused(AZURE + "allowed-ip-ranges", Reason.ALLOWED_IP_RANGES, NO_FILTER),
                    new Refused(
                            PREFIX + "load-balancer-source-ranges",
                            Reason.SOURCE_RANGES_ANNOTATION,
                            NO_FILTER),
                    new Refused(AZURE + "pip-name", Reason.PUBLIC_IP_NAME, NEW_ADDRESS),
                    new Refused(AZURE + "pip-name-ipv6", Reason.PUBLIC_IP_NAME, NEW_ADDRESS),
                    new Refused(AZURE + "pip-prefix-id", Reason.PUBLIC_IP_PREFIX, NEW_ADDRESS),
                    new Refused(AZURE + "pip-prefix-id-ipv6", Reason.PUBLIC_IP_PREFIX, NEW_ADDRESS),
                    new Refused(
                            AZURE + "load-balancer-ipv4", Reason.LOAD_BALANCER_IPV4, NEW_ADDRESS),
                    new Refused(
                            AZURE + "load-balancer-ipv6", Reason.LOAD_BALANCER_IPV6, NEW_ADDRESS),
                    new Refused(
                            AZURE + "load-balancer-resource-group",
                            Reason.RESOURCE_GROUP,
                            "all public IPs are in the controller's resource group"),
                    new Refused(
                            AZURE + "dns-label-name",
                            Reason.DNS_LABEL,
                            "the public IP gets no DNS name, and nobody would find the Service"
                                    + " under this one"));

    private final SortedMap<String, String> values;

    /// Lower-cases the names.
    Annotations(Map<String, String> annotations) {
        values = new TreeMap<>();
        // Capitals sort first, so the spelling in lower case is put last and stays.
        new TreeMap<>(annotations)
                .forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// The first annotation that forbids to serve the Service, except the idle timeout.
    ///
    /// @param ports the numbers of the Service's ports
    Optional<Note> refusal(List<Integer> ports) {
        if (value(INTERNAL).filter(Annotations::isTrue).isPresent()) {
            return Optional.of(
                    Reason.INTERNAL_LOAD_BALANCER.note(
                            "annotation "
                                    + INTERNAL
                                    + " is true, and the service gateway makes public load"
                                    + " balancers only; remove it, or leave the Service to another"
                                    + " controller"));
        }
        for (Refused refused : REFUSED) {
            if (values.containsKey(refused.name())) {
                return Optional.of(refused.reason().note(without(refused.name(), refused.why())));
            }
        }
        if (value(DENY_ALL).filter(text -> !isFalse(text)).isPresent()) {
            return Optional.of(Reason.DENY_ALL.note(without(DENY_ALL, NO_FILTER)));
        }
        for (int port : ports) {
            String name = PREFIX + "port_" + port + "_no_lb_rule";
            if (value(name).filter(text -> !isFalse(text)).isPresent()) {
                return Optional.of(
                        Reason.PORT_WITHOUT_RULE.note(
                                "annotation "
                                        + name
                                        + " keeps the port off the load balancer, and every port"
                                        + " gets a rule; remove it, or move the port to a Service"
                                        + " that is no load balancer"));
            }
        }
        return Optional.empty();
    }

    private static String without(String name, String why) {
        return "annotation " + name + " cannot be honoured: " + why + "; remove it";
    }

    /// One note that names the annotations which do nothing, if there are any.
    Optional<Note> ignored() {
        List<String> names = values.keySet().stream().filter(this::isIgnored).toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
        return Optional.of(
                Reason.IGNORED_ANNOTATION.note(
                        "the Service is served without regard to "
                                + String.join(", ", names.stream().limit(NAMED).toList())
                                + more
                                + "; remove what is not meant for another controller"));
    }

    private boolean isIgnored(String name) {
        if (name.equals(INTERNAL)) {
            // True is refused before; this is for texts that are neither.
            return !isFalse(values.getOrDefault(name, ""));
        }
        return name.startsWith(AZURE)
                && !name.equals(IDLE_TIMEOUT)
                && !name.equals(DENY_ALL)
                && !HARMLESS.contains(name);
    }

    private static boolean isTrue(String text) {
        return text.strip().equalsIgnoreCase("true");
    }

    private static boolean isFalse(String text) {
        return text.isBlank() || text.strip().equalsIgnoreCase("false");
    }
}

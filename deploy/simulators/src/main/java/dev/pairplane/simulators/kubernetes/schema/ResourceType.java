package dev.pairplane.simulators.kubernetes.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The resources that are served. Lists inside are texts with blanks, so that the constants are
/// immutable through and through.
public enum ResourceType {
    NAMESPACES("", "v1", "Namespace", "namespaces", "ns", false, Traits.STATUS, "status.phase"),
    NODES("", "v1", "Node", "nodes", "no", false, Traits.STATUS, "spec.unschedulable"),
    PODS(
            "",
            "v1",
            "Pod",
            "pods",
            "po",
            true,
            Traits.STATUS | Traits.ALL | Traits.GENERATION,
            "spec.nodeName spec.restartPolicy spec.schedulerName spec.serviceAccountName"
                    + " spec.hostNetwork status.phase status.podIP status.podIPs"
                    + " status.nominatedNodeName"),
    SERVICES(
            "",
            "v1",
            "Service",
            "services",
            "svc",
            true,
            Traits.STATUS | Traits.ALL | Traits.CREATE_ON_UPDATE,
            "spec.clusterIP spec.type"),
    CONFIGMAPS("", "v1", "ConfigMap", "configmaps", "cm", true, 0, ""),
    SECRETS("", "v1", "Secret", "secrets", "", true, 0, "type"),
    EVENTS(
            "",
            "v1",
            "Event",
            "events",
            "ev",
            true,
            Traits.CREATE_ON_UPDATE,
            "involvedObject.kind involvedObject.namespace involvedObject.name involvedObject.uid"
                    + " involvedObject.apiVersion involvedObject.resourceVersion"
                    + " involvedObject.fieldPath reason reportingComponent source type"),
    ENDPOINTSLICES(
            "discovery.k8s.io",
            "v1",
            "EndpointSlice",
            "endpointslices",
            "",
            true,
            Traits.GENERATION,
            ""),
    LEASES(
            "coordination.k8s.io",
            "v1",
            "Lease",
            "leases",
            "",
            true,
            Traits.CREATE_ON_UPDATE | Traits.VERSION_REQUIRED,
            "");

    private static final List<ResourceType> ALL = List.of(values());

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;
    private final String shortName;
    private final boolean namespaced;
    private final int traits;
    private final String fields;

    ResourceType(
            String group,
            String version,
            String kind,
            String plural,
            String shortName,
            boolean namespaced,
            int traits,
            String fields) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
        this.shortName = shortName;
        this.namespaced = namespaced;
        this.traits = traits;
        this.fields = fields;
    }

    public static List<ResourceType> all() {
        return ALL;
    }

    public static Optional<ResourceType> find(String group, String version, String plural) {
        return ALL.stream()
                .filter(type -> type.group.equals(group))
                .filter(type -> type.version.equals(version))
                .filter(type -> type.plural.equals(plural))
                .findFirst();
    }

    /// The resource of that plural name.
    ///
    /// @throws IllegalArgumentException when nothing of that plural name is served
    public static ResourceType ofPlural(String plural) {
        return ALL.stream()
                .filter(type -> type.plural.equals(plural))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no resource '"
                                        + plural
                                        + "': served are "
                                        + ALL.stream().map(ResourceType::plural).toList()));
    }

    /// The resource of that kind.
    ///
    /// @throws IllegalArgumentException when no such kind is served
    public static ResourceType ofKind(String apiVersion, String kind) {
        return ALL.stream()
                .filter(type -> type.kind.equals(kind) && type.apiVersion().equals(apiVersion))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no kind '" + kind + "' in '" + apiVersion + "'"));
    }

    /// "" for the core group.
    public String group() {
        return group;
    }

    public String version() {
        return version;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    public String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    /// "" when it has none.
    public String shortName() {
        return shortName;
    }

    public boolean namespaced() {
        return namespaced;
    }

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// How messages name it: `leases.coordination.k8s.io`.
    public String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// How refusals name its kind: `Lease.coordination.k8s.io`.
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    public boolean hasStatus() {
        return (traits & Traits.STATUS) != 0;
    }

    /// Whether `kubectl get all` shows it.
    public boolean inAll() {
        return (traits & Traits.ALL) != 0;
    }

    /// Whether its objects count the changes of what they ask for.
    public boolean hasGeneration() {
        return (traits & Traits.GENERATION) != 0;
    }

    /// Whether a PUT of an absent object makes it.
    public boolean createsOnUpdate() {
        return (traits & Traits.CREATE_ON_UPDATE) != 0;
    }

    /// Whether a PUT must name the version that it replaces.
    public boolean versionRequired() {
        return (traits & Traits.VERSION_REQUIRED) != 0;
    }

    /// What a field selector may name besides `metadata.name` and `metadata.namespace`.
    public List<String> selectableFields() {
        return fields.isEmpty() ? List.of() : List.of(fields.split(" ", -1));
    }

    private static final class Traits {
        static final int STATUS = 1;
        static final int ALL = 2;
        static final int GENERATION = 4;
        static final int CREATE_ON_UPDATE = 8;
        static final int VERSION_REQUIRED = 16;

        private Traits() {}
    }
}

package dev.pairplane.simulators.azure.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Every resource, by kind and key, with who refers to whom and which addresses are taken.
///
/// Not safe for threads. A method that refuses has changed nothing.
public final class Resources {

    /// A page of a list.
    ///
    /// @param last the key to go on after, when there is more
    public record Page(List<Resource> resources, Optional<String> last) {}

    private final Map<ResourceKind, NavigableMap<String, Resource>> byKind =
            new EnumMap<>(ResourceKind.class);
    private final References references = new References();
    private final AddressPool addresses = new AddressPool();
    private final int publicIpLimit;
    private long version;

    /// Starts with nothing.
    ///
    /// @param publicIpLimit how many public IPs there can be
    public Resources(int publicIpLimit) {
        this.publicIpLimit = publicIpLimit;
        for (ResourceKind kind : ResourceKind.values()) {
            byKind.put(kind, new TreeMap<>());
        }
    }

    public References references() {
        return references;
    }

    public Optional<Resource> find(ResourceId id) {
        return Optional.ofNullable(all(id.kind()).get(id.key()));
    }

    /// Finds what can be referred to: what is there, and is not being deleted.
    public Optional<Resource> usable(ResourceId id) {
        return find(id).filter(r -> !r.state().equals(Resource.DELETING));
    }

    /// Finds what has to be there.
    ///
    /// @throws dev.pairplane.simulators.azure.refusal.Refused when it is not there
    public Resource get(ResourceId id) {
        return find(id).orElseThrow(() ->
                Refusal.RESOURCE_NOT_FOUND.because(id.kind().path(), id.name(), id.group()));
    }

    /// Whether the id is that of a backend pool of a load balancer that is there.
    public boolean hasPool(String id) {
        return ResourceId.parse(id)
                .filter(i -> i.kind() == ResourceKind.LOAD_BALANCER)
                .flatMap(this::usable)
                .filter(r ->
                        LoadBalancerRules.pools(r).stream().anyMatch(p -> p.equalsIgnoreCase(id)))
                .isPresent();
    }

    /// All of a kind, in the order of their keys.
    public List<Resource> list(ResourceKind kind) {
        return List.copyOf(all(kind).values());
    }

    /// Some of a kind, in the order of their keys.
    ///
    /// @param group empty for all of the subscription's groups
    /// @param after the key that the page before ended with
    public Page page(
            ResourceKind kind,
            String subscription,
            Optional<String> group,
            Optional<String> after,
            int limit) {
        String prefix =
                ResourceId.key(
                        "/subscriptions/"
                                + subscription
                                + "/resourceGroups/"
                                + group.map(g -> g + "/").orElse(""));
        List<Resource> page = new ArrayList<>();
        for (Map.Entry<String, Resource> entry :
                all(kind).tailMap(after.orElse(prefix), after.isEmpty()).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (page.size() == limit) {
                return new Page(page, Optional.of(page.getLast().id().key()));
            }
            page.add(entry.getValue());
        }
        return new Page(page, Optional.empty());
    }

    /// Creates or replaces.
    ///
    /// @param sent the body, which is not kept
    /// @param state what its provisioning state is to be
    public Resource put(ResourceId asked, ObjectNode sent, String state) {
        Names.check(asked.name());
        Optional<Resource> before = find(asked);
        ResourceId id = before.map(Resource::id).orElse(asked);
        ObjectNode body = withoutReadOnly(sent);
        checkCommon(id, body, before);
        Rules.of(id.kind()).check(id, body, before, this);
        String ip = null;
        if (id.kind() == ResourceKind.PUBLIC_IP) {
            ip = before.map(Resource::ipAddress).orElse(null);
            if (ip == null) {
                if (all(ResourceKind.PUBLIC_IP).size() >= publicIpLimit) {
                    throw Refusal.PUBLIC_IP_LIMIT.because(publicIpLimit);
                }
                ip = addresses.allocate(PublicIpRules.isSix(body));
            }
        }
        version++;
        String guid =
                before.map(Resource::guid)
                        .orElseGet(() -> new UUID(0x5000L, Long.MIN_VALUE | version).toString());
        Resource resource = new Resource(id, body, version, state, guid, ip);
        all(id.kind()).put(id.key(), resource);
        references.set(id.key(), Rules.of(id.kind()).references(id, body));
        return resource;
    }

    private static void checkCommon(ResourceId id, ObjectNode body, Optional<Resource> before) {
        String location =
                Fields.text(body, "location")
                        .filter(l -> !l.isBlank())
                        .orElseThrow(Refusal.LOCATION_REQUIRED::because);
        before.map(Resource::location)
                .filter(l -> !canonicalLocation(l).equals(canonicalLocation(location)))
                .ifPresent(l -> {
                    throw Refusal.LOCATION_CHANGED.because(id.name(), l, id.group(), location);
                });
        for (JsonNode tag : Fields.object(body, "tags")) {
            if (!tag.isTextual() && !tag.isNull()) {
                throw Refusal.PROPERTY_TYPE.because("tags", "an object of strings");
            }
        }
        Fields.object(body, "properties");
        Fields.object(body, "sku");
    }

    private static String canonicalLocation(String location) {
        return location.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /// Replaces the tags.
    public Resource tag(ResourceId id, ObjectNode patch) {
        Resource before = get(id);
        ObjectNode body = before.body().deepCopy();
        body.set("tags", Fields.object(patch, "tags").deepCopy());
        checkCommon(before.id(), body, Optional.of(before));
        version++;
        Resource after =
                new Resource(
                        before.id(),
                        body,
                        version,
                        before.state(),
                        before.guid(),
                        before.ipAddress());
        all(id.kind()).put(id.key(), after);
        return after;
    }

    /// Another provisioning state, for a resource that is there.
    public Resource state(ResourceId id, String state) {
        version++;
        Resource after = get(id).with(version, state);
        all(id.kind()).put(id.key(), after);
        return after;
    }

    /// Refuses the deletion of a resource that others refer to.
    public void checkDelete(Resource resource) {
        Rules.of(resource.id().kind()).checkDelete(resource, this);
    }

    public void remove(ResourceId id) {
        Resource resource = all(id.kind()).remove(id.key());
        if (resource != null) {
            references.set(id.key(), Map.of());
            if (resource.ipAddress() != null) {
                addresses.release(resource.ipAddress());
            }
        }
    }

    /// The resource as Azure shows it.
    public ObjectNode show(Resource resource) {
        ResourceId id = resource.id();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("name", id.name());
        answer.put("id", id.toString());
        answer.put("etag", resource.etag());
        answer.put("type", id.kind().type());
        answer.setAll(resource.body().deepCopy());
        ObjectNode properties = answer.withObjectProperty("properties");
        properties.put("provisioningState", resource.state());
        properties.put("resourceGuid", resource.guid());
        if (resource.ipAddress() != null) {
            properties.put("ipAddress", resource.ipAddress());
        }
        Rules.of(id.kind()).derive(resource, answer, this);
        return answer;
    }

    /// The version of the latest change.
    public long version() {
        return version;
    }

    /// Everything, to be given to [#restore] later.
    public ArrayNode snapshot() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (NavigableMap<String, Resource> kind : byKind.values()) {
            for (Resource resource : kind.values()) {
                ObjectNode entry = all.addObject();
                entry.put("id", resource.id().toString());
                entry.put("version", resource.version());
                entry.put("state", resource.state());
                entry.put("guid", resource.guid());
                entry.put("ipAddress", resource.ipAddress());
                entry.set("body", resource.body().deepCopy());
            }
        }
        return all;
    }

    /// Takes over what [#snapshot] gave; what was being deleted is gone, what was being written is
    /// done.
    ///
    /// @param lastVersion what [#version] was; versions go on from there
    /// @throws IllegalArgumentException when it is not from there
    public void restore(JsonNode snapshot, long lastVersion) {
        version = Math.max(version, lastVersion);
        for (JsonNode entry : snapshot) {
            String text = entry.path("id").asText();
            ResourceId id =
                    ResourceId.parse(text)
                            .orElseThrow(() -> new IllegalArgumentException("not an id: " + text));
            String state = entry.path("state").asText();
            if (state.equals(Resource.DELETING)
                    || !(entry.path("body") instanceof ObjectNode body)) {
                continue;
            }
            String ip = entry.path("ipAddress").textValue();
            if (ip != null) {
                addresses.reserve(ip);
            }
            Resource resource =
                    new Resource(
                            id,
                            body.deepCopy(),
                            entry.path("version").asLong(),
                            state.equals(Resource.UPDATING) ? Resource.SUCCEEDED : state,
                            entry.path("guid").asText(),
                            ip);
            all(id.kind()).put(id.key(), resource);
            references.set(id.key(), Rules.of(id.kind()).references(id, resource.body()));
        }
    }

    private NavigableMap<String, Resource> all(ResourceKind kind) {
        NavigableMap<String, Resource> all = byKind.get(kind);
        if (all == null) {
            throw new IllegalStateException("no map for " + kind);
        }
        return all;
    }

    private static ObjectNode withoutReadOnly(ObjectNode sent) {
        ObjectNode body = sent.deepCopy();
        body.remove(List.of("id", "name", "type", "etag"));
        if (body.path("properties") instanceof ObjectNode properties) {
            properties.remove(
                    List.of(
                            "provisioningState",
                            "resourceGuid",
                            "ipAddress",
                            "ipConfiguration",
                            "natGateway"));
        }
        return body;
    }
}

package dev.pairplane.simulators.azure.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pairplane.simulators.azure.gateway.Gateway;
import dev.pairplane.simulators.azure.refusal.Refusal;
import dev.pairplane.simulators.azure.refusal.Refused;
import dev.pairplane.simulators.azure.resource.Resource;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import dev.pairplane.simulators.azure.resource.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The simulated Azure, without HTTP. Safe for threads: one request works at a time.
public final class Cloud {

    private static final int REMEMBERED_OPERATIONS = 10_000;

    /// A page of a list, as Azure shows its entries.
    ///
    /// @param next what to go on after, when there is more
    public record Page(List<ObjectNode> entries, Optional<String> next) {}

    /// The two updates of a service gateway.
    public enum Update {
        SERVICES,
        LOCATIONS
    }

    /// How an update of a gateway is taken.
    ///
    /// @param strict refuses to unregister what is not there
    /// @param alone refuses an update while another of the same gateway is in progress
    public record UpdateOptions(boolean strict, boolean alone) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Timer timer;
    private final int publicIpLimit;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private Resources resources;
    private Map<String, Gateway> gateways = new TreeMap<>();
    private long operationCount;
    private int pending;

    /// Starts with nothing.
    ///
    /// @param publicIpLimit how many public IPs there can be
    public Cloud(Timer timer, int publicIpLimit) {
        this.timer = timer;
        this.publicIpLimit = publicIpLimit;
        this.resources = new Resources(publicIpLimit);
    }

    /// Reads a resource.
    public ObjectNode get(ResourceId id) {
        return locked(() -> resources.show(resources.get(id)));
    }

    /// Reads a resource that may not be there.
    public Optional<ObjectNode> find(ResourceId id) {
        return locked(() -> resources.find(id).map(resources::show));
    }

    /// Lists a kind of resource in a group, or in all groups of a subscription.
    public Page list(
            ResourceKind kind,
            String subscription,
            Optional<String> group,
            Optional<String> after,
            int limit) {
        return locked(() -> {
            Resources.Page page = resources.page(kind, subscription, group, after, limit);
            return new Page(page.resources().stream().map(resources::show).toList(), page.last());
        });
    }

    /// Creates or replaces a resource.
    ///
    /// @param showAddress whether the answer to a creation has the public IP's address already
    public Written put(
            ResourceId id,
            ObjectNode body,
            Precondition precondition,
            Ending ending,
            boolean showAddress) {
        return locked(() -> {
            Optional<Resource> before = resources.find(id);
            precondition.check(id, before);
            before.ifPresent(Cloud::checkFree);
            boolean done = ending instanceof Ending.AtOnce;
            Resource resource =
                    resources.put(id, body, done ? Resource.SUCCEEDED : Resource.UPDATING);
            if (id.kind() == ResourceKind.SERVICE_GATEWAY) {
                gateways.computeIfAbsent(id.key(), _ -> new Gateway(resource.id(), resources));
            }
            ObjectNode shown = resources.show(resource);
            if (before.isEmpty() && !showAddress) {
                shown.withObjectProperty("properties").remove("ipAddress");
            }
            return new Written(
                    before.isEmpty(),
                    Optional.of(shown),
                    begin(resource.id(), true, ending, op -> endPut(op, ending)));
        });
    }

    private static void checkFree(Resource resource) {
        if (resource.busy()) {
            throw Refusal.OPERATION_IN_PROGRESS.because(resource.id(), resource.state());
        }
    }

    private Operation endPut(Operation operation, Ending ending) {
        boolean failing = ending instanceof Ending.Failing;
        resources
                .find(operation.target())
                .ifPresent(r ->
                        resources.state(r.id(), failing ? Resource.FAILED : Resource.SUCCEEDED));
        return failing ? failed(operation) : operation.succeeded();
    }

    private static Operation failed(Operation operation) {
        return operation.failed(
                "InternalServerError", "The operation failed, as the simulator was told.");
    }

    /// Replaces a resource's tags.
    public ObjectNode tag(ResourceId id, ObjectNode patch, Precondition precondition) {
        return locked(() -> {
            Resource before = resources.get(id);
            precondition.check(id, Optional.of(before));
            checkFree(before);
            return resources.show(resources.tag(id, patch));
        });
    }

    /// Deletes a resource. Deleting nothing is fine; [Written#created] is true then.
    public Written delete(ResourceId id, Precondition precondition, Ending ending) {
        return locked(() -> {
            Optional<Resource> before = resources.find(id);
            precondition.check(id, before);
            if (before.isEmpty()) {
                return new Written(true, Optional.empty(), Optional.empty());
            }
            checkFree(before.orElseThrow());
            resources.checkDelete(before.orElseThrow());
            if (ending instanceof Ending.AtOnce) {
                remove(id);
            } else {
                resources.state(id, Resource.DELETING);
            }
            return new Written(
                    false, Optional.empty(), begin(id, false, ending, op -> endDelete(op, ending)));
        });
    }

    private Operation endDelete(Operation operation, Ending ending) {
        if (ending instanceof Ending.Failing) {
            resources
                    .find(operation.target())
                    .ifPresent(r -> resources.state(r.id(), Resource.FAILED));
            return failed(operation);
        }
        remove(operation.target());
        return operation.succeeded();
    }

    private void remove(ResourceId id) {
        resources.remove(id);
        if (id.kind() == ResourceKind.SERVICE_GATEWAY) {
            gateways.remove(id.key());
        }
    }

    /// The services of a gateway.
    public Page services(ResourceId gateway, Optional<String> after, int limit) {
        return locked(() -> {
            var page = gateway(gateway).servicesPage(after, limit);
            return new Page(
                    page.entries().stream().map(s -> s.json().deepCopy()).toList(), page.last());
        });
    }

    /// The address locations of a gateway.
    public Page locations(ResourceId gateway, Optional<String> after, int limit) {
        return locked(() -> {
            var page = gateway(gateway).locationsPage(after, limit);
            return new Page(
                    page.entries().stream()
                            .map(l -> Gateway.show(l, JsonNodeFactory.instance.objectNode()))
                            .toList(),
                    page.last());
        });
    }

    /// Updates a gateway. A request that ends later is checked now and takes effect then, unless it
    /// breaks a rule by then, in which case its operation fails.
    public Written update(
            ResourceId id, Update update, ObjectNode body, UpdateOptions options, Ending ending) {
        return locked(() -> {
            Gateway gateway = gateway(id);
            if (options.alone()) {
                checkAlone(gateway.id());
            }
            if (ending instanceof Ending.AtOnce) {
                apply(gateway, update, body, options.strict());
            } else {
                check(gateway, update, body, options.strict());
            }
            ObjectNode kept = body.deepCopy();
            return new Written(
                    false,
                    Optional.empty(),
                    begin(
                            gateway.id(),
                            false,
                            ending,
                            op -> endUpdate(op, ending, update, kept, options.strict())));
        });
    }

    private void checkAlone(ResourceId id) {
        for (Operation operation : operations.values()) {
            if (operation.status() == Operation.Status.IN_PROGRESS
                    && operation.target().key().equals(id.key())) {
                throw Refusal.OPERATION_IN_PROGRESS.because(id, Resource.UPDATING);
            }
        }
    }

    private static void apply(Gateway gateway, Update update, ObjectNode body, boolean strict) {
        switch (update) {
            case SERVICES -> gateway.updateServices(body, strict);
            case LOCATIONS -> gateway.updateLocations(body);
        }
    }

    private static void check(Gateway gateway, Update update, ObjectNode body, boolean strict) {
        switch (update) {
            case SERVICES -> gateway.checkServices(body, strict);
            case LOCATIONS -> gateway.checkLocations(body);
        }
    }

    private Operation endUpdate(
            Operation operation, Ending ending, Update update, ObjectNode body, boolean strict) {
        if (ending instanceof Ending.Failing) {
            return failed(operation);
        }
        try {
            apply(gateway(operation.target()), update, body, strict);
            return operation.succeeded();
        } catch (Refused e) {
            return operation.failed(e.refusal().code(), e.text());
        }
    }

    private Gateway gateway(ResourceId id) {
        Gateway gateway = gateways.get(resources.get(id).id().key());
        if (gateway == null) {
            throw new IllegalStateException("a gateway without content: " + id);
        }
        return gateway;
    }

    /// Registers an operation and sees to its end.
    private Optional<Operation> begin(
            ResourceId target, boolean writes, Ending ending, Function<Operation, Operation> end) {
        if (ending instanceof Ending.AtOnce once && !once.polled()) {
            return Optional.empty();
        }
        operationCount++;
        String id = new UUID(0x6000L, Long.MIN_VALUE | operationCount).toString();
        Operation operation =
                new Operation(id, target, writes, Operation.Status.IN_PROGRESS, "", "");
        operations.put(id, operation);
        if (operations.size() > REMEMBERED_OPERATIONS) {
            operations.remove(operations.keySet().iterator().next());
        }
        Duration delay =
                switch (ending) {
                    case Ending.AtOnce _ -> {
                        operations.put(id, operation.succeeded());
                        yield Duration.ZERO;
                    }
                    case Ending.Later later -> later.delay();
                    case Ending.Failing failing -> failing.delay();
                };
        if (ending instanceof Ending.AtOnce) {
            return Optional.of(operation);
        }
        pending++;
        Resources owner = resources;
        Runnable finish =
                () ->
                        locked(() -> {
                            // After a reset the operation works on nothing that is left.
                            if (owner == resources) {
                                operations.replace(id, end.apply(operation));
                            }
                            pending--;
                            settled.signalAll();
                            return id;
                        });
        if (delay.isZero()) {
            finish.run();
        } else {
            timer.after(delay, finish);
        }
        return Optional.of(operation);
    }

    /// An operation that was handed out, as far as it is now.
    public Operation operation(String id) {
        return locked(() -> {
            Operation operation = operations.get(id);
            if (operation == null) {
                throw Refusal.OPERATION_NOT_FOUND.because(id);
            }
            return operation;
        });
    }

    /// Operations in progress.
    public int pending() {
        return locked(() -> pending);
    }

    /// Waits until no operation is in progress.
    ///
    /// @return whether that came before the time was over
    public boolean awaitSettled(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (pending > 0) {
                if (left <= 0) {
                    return false;
                }
                left = settled.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Everything that is there, as Azure shows it, by kind and in the order of ids.
    public List<ObjectNode> resources() {
        return locked(() -> {
            List<ObjectNode> all = new ArrayList<>();
            for (ResourceKind kind : ResourceKind.values()) {
                resources.list(kind).forEach(r -> all.add(resources.show(r)));
            }
            return all;
        });
    }

    /// What each gateway holds; reads under the lock.
    public <T> List<T> gateways(Function<Gateway, T> read) {
        return locked(() -> gateways.values().stream().map(read).toList());
    }

    /// The whole state, to be given to [#restore] of another one. Operations in progress are not in
    /// it: a resource that is being written or deleted will be done, an update of a gateway will
    /// not have been.
    public ObjectNode snapshot() {
        return locked(() -> {
            ObjectNode snapshot = JsonNodeFactory.instance.objectNode();
            snapshot.put("version", 1);
            snapshot.put("operations", operationCount);
            snapshot.set("resources", resources.snapshot());
            var list = snapshot.putArray("gateways");
            gateways.values().forEach(g -> g.snapshot(list.addObject()));
            return snapshot;
        });
    }

    /// Replaces the whole state. Operations in progress are forgotten.
    ///
    /// @param snapshot what [#snapshot] gave, or null for nothing
    /// @throws IllegalArgumentException when it is something else; nothing has changed
    public void restore(@Nullable JsonNode snapshot) {
        Resources read = new Resources(publicIpLimit);
        Map<String, Gateway> held = new TreeMap<>();
        if (snapshot != null) {
            if (snapshot.path("version").asInt() != 1) {
                throw new IllegalArgumentException(
                        "not a snapshot of the Azure simulator (version 1 is expected)");
            }
            read.restore(snapshot.path("resources"), snapshot.path("changes").asLong());
            for (Resource gateway : read.list(ResourceKind.SERVICE_GATEWAY)) {
                held.put(gateway.id().key(), new Gateway(gateway.id(), read));
            }
            for (JsonNode entry : snapshot.path("gateways")) {
                Gateway gateway = held.get(ResourceId.key(entry.path("id").asText()));
                if (gateway != null) {
                    gateway.restore(entry);
                }
            }
        }
        locked(() -> {
            resources = read;
            gateways = held;
            operations.clear();
            if (snapshot != null) {
                operationCount = Math.max(operationCount, snapshot.path("operations").asLong());
            }
            return resources;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}

package dev.pairplane.simulators.azure.http;

import dev.pairplane.simulators.azure.fault.Fault;
import dev.pairplane.simulators.azure.resource.ResourceId;
import dev.pairplane.simulators.azure.resource.ResourceKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a path names.
sealed interface Route {

    /// An operation.
    ///
    /// @param result whether it is what `Location` names, else what `Azure-AsyncOperation` names
    record Poll(String operation, boolean result) implements Route {}

    /// All of a kind, in a group or in a subscription.
    record All(ResourceKind kind, String subscription, Optional<String> group) implements Route {}

    /// A resource.
    record One(ResourceId id) implements Route {}

    /// A call of a resource, in lower case.
    record Call(ResourceId id, String call) implements Route {}

    /// Nothing.
    record Unknown() implements Route {}

    static Route of(String path) {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        int size = parts.size();
        if (size < 4 || !is(parts, 0, "subscriptions")) {
            return new Unknown();
        }
        String subscription = parts.get(1);
        if (is(parts, 2, "providers") && is(parts, 3, "Microsoft.Network")) {
            if (size == 5) {
                return all(parts.get(4), subscription, Optional.empty());
            }
            if (size == 8 && is(parts, 4, "locations")) {
                boolean result = is(parts, 6, "operationResults");
                if (result || is(parts, 6, "operations")) {
                    return new Poll(parts.get(7), result);
                }
            }
            return new Unknown();
        }
        if (size < 7
                || !is(parts, 2, "resourceGroups")
                || !is(parts, 4, "providers")
                || !is(parts, 5, "Microsoft.Network")) {
            return new Unknown();
        }
        String group = parts.get(3);
        if (size == 7) {
            return all(parts.get(6), subscription, Optional.of(group));
        }
        Optional<ResourceId> id =
                ResourceKind.of(parts.get(6))
                        .map(k -> new ResourceId(subscription, group, k, parts.get(7)));
        if (id.isEmpty() || size > 9) {
            return new Unknown();
        }
        return size == 8
                ? new One(id.orElseThrow())
                : new Call(id.orElseThrow(), parts.get(8).toLowerCase(Locale.ROOT));
    }

    private static boolean is(List<String> parts, int index, String text) {
        return parts.get(index).equalsIgnoreCase(text);
    }

    private static Route all(String kind, String subscription, Optional<String> group) {
        Optional<ResourceKind> known = ResourceKind.of(kind);
        return known.isPresent()
                ? new All(known.orElseThrow(), subscription, group)
                : new Unknown();
    }

    /// What a fault is chosen by.
    default Fault.Subject subject(String method) {
        return switch (this) {
            case Poll _ -> new Fault.Subject(method, Optional.empty(), "", "operations");
            case All all -> new Fault.Subject(method, Optional.of(all.kind()), "", "");
            case One one ->
                    new Fault.Subject(method, Optional.of(one.id().kind()), one.id().name(), "");
            case Call call ->
                    new Fault.Subject(
                            method, Optional.of(call.id().kind()), call.id().name(), call.call());
            case Unknown _ -> new Fault.Subject(method, Optional.empty(), "", "");
        };
    }

    /// What the request is counted as: `PUT publicIPAddresses`.
    default String label(String method) {
        return method
                + " "
                + switch (this) {
                    case Poll _ -> "operations";
                    case All all -> all.kind().path();
                    case One one -> one.id().kind().path() + "/*";
                    case Call call -> call.id().kind().path() + "/*/" + call.call();
                    case Unknown _ -> "?";
                };
    }
}

package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Random things that people do in Azure behind the controller's back.
final class AzureStorm {

    private final Stage stage;
    private final RandomGenerator random;
    private boolean needsRestart;

    AzureStorm(Stage stage) {
        this.stage = stage;
        this.random = stage.world.random("azure storm");
    }

    /// Whether something was done that only a new start looks for.
    boolean needsRestart() {
        return needsRestart;
    }

    void strike() {
        switch (random.nextInt(6)) {
            case 0 -> deleteBalancer();
            case 1 -> unregister();
            case 2 -> removeReference();
            case 3 -> foreignReference();
            case 4 -> addReference();
            default -> tag();
        }
    }

    private Optional<String> any(Iterable<String> names) {
        var all = new ArrayList<String>();
        names.forEach(all::add);
        all.removeIf(stage.watchdog::isForeign);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private void deleteBalancer() {
        any(stage.azure.balancers.keySet())
                .ifPresent(name -> {
                    stage.world.say("somebody deletes load balancer %s", name);
                    stage.azure.balancers.remove(name);
                    stage.watchdog.disturbed(name);
                    needsRestart = true;
                });
    }

    private void unregister() {
        any(stage.azure.gateway.services.keySet())
                .ifPresent(name -> {
                    stage.world.say("somebody unregisters %s", name);
                    stage.azure
                            .gateway
                            .readLocations()
                            .forEach((location, addresses) ->
                                    addresses
                                            .keySet()
                                            .forEach(address ->
                                                    stage.azure.gateway.refer(
                                                            location, address, name, false)));
                    stage.azure.gateway.services.remove(name);
                    stage.watchdog.disturbed(name);
                });
    }

    private void removeReference() {
        any(stage.azure.gateway.services.keySet())
                .ifPresent(name ->
                        stage.azure
                                .gateway
                                .readLocations()
                                .forEach((location, addresses) ->
                                        addresses.forEach((address, services) -> {
                                            if (services.contains(name) && random.nextBoolean()) {
                                                stage.world.say(
                                                        "somebody takes %s from %s", name, address);
                                                stage.azure.gateway.refer(
                                                        location, address, name, false);
                                                stage.watchdog.disturbed(name);
                                            }
                                        })));
    }

    /// An address of ours that we did not ask for.
    private void addReference() {
        any(stage.azure.gateway.services.keySet())
                .ifPresent(name -> {
                    stage.world.say("somebody gives an address to %s", name);
                    stage.azure.gateway.refer(location(), IpAddress.of("10.99.0.1"), name, true);
                    stage.watchdog.disturbed(name);
                });
    }

    private IpAddress location() {
        List<IpAddress> known = List.copyOf(stage.azure.gateway.locations.keySet());
        List<IpAddress> ipv4 =
                known.stream().filter(address -> address.text().contains(".")).toList();
        return ipv4.isEmpty() || random.nextInt(4) == 0
                ? IpAddress.of("10.0.0." + (4 + random.nextInt(9)))
                : ipv4.get(random.nextInt(ipv4.size()));
    }

    private void foreignReference() {
        String name = "their-service";
        if (!stage.azure.gateway.services.containsKey(name)) {
            stage.foreignService(name);
        }
        IpAddress location = location();
        var there = stage.azure.gateway.locations.get(location);
        var addresses = there == null ? new TreeSet<IpAddress>() : there.navigableKeySet();
        IpAddress address =
                addresses.isEmpty() || random.nextBoolean()
                        ? IpAddress.of("10.244.0." + (1 + random.nextInt(10)))
                        : addresses.first();
        stage.foreignReference(location, address, name);
    }

    private void tag() {
        any(stage.azure.balancers.keySet())
                .ifPresent(name -> {
                    AzureModel.Balancer balancer = stage.azure.balancers.get(name);
                    if (balancer != null) {
                        stage.world.say("somebody tags load balancer %s", name);
                        balancer.tags = new TreeMap<>(balancer.tags);
                        balancer.tags.put("costs", "theirs");
                        stage.watchdog.tagged(name);
                    }
                });
    }
}

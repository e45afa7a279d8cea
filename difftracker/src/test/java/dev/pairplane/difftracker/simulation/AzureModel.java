package dev.pairplane.difftracker.simulation;

import dev.pairplane.difftracker.core.azure.LoadBalancerRule;
import dev.pairplane.difftracker.core.azure.LoadBalancerSpec;
import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.NatGatewayState;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpSpec;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ResourceIds;
import dev.pairplane.difftracker.core.call.CallError;
import dev.pairplane.difftracker.core.state.IpAddress;
import dev.pairplane.difftracker.core.state.IpFamily;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is there in the resource group, and by which rules changes to it are refused. Changes of
/// load balancers and public IPs take a while: in between they are `Updating` or `Deleting`, and
/// another change is refused with a conflict.
final class AzureModel {

    /// A public IP, as it is.
    static final class PublicIp {
        final String name;
        final IpFamily family;
        Map<String, String> tags;
        Provisioning provisioning = Provisioning.UPDATING;
        @Nullable IpAddress address;
        long addressShownAt;

        PublicIp(String name, IpFamily family, Map<String, String> tags) {
            this.name = name;
            this.family = family;
            this.tags = new TreeMap<>(tags);
        }
    }

    /// A load balancer, as it is.
    static final class Balancer {
        final String name;
        Map<String, String> tags = Map.of();
        Provisioning provisioning = Provisioning.UPDATING;
        String publicIp = "";
        List<LoadBalancerRule> rules = List.of();
        boolean custom;

        Balancer(String name) {
            this.name = name;
        }
    }

    final TreeMap<String, PublicIp> publicIps = new TreeMap<>();
    final TreeMap<String, Balancer> balancers = new TreeMap<>();
    final GatewayModel gateway;
    final ResourceIds ids;

    private final World world;
    private int addresses;

    /// Answers of PUTs of public IPs come without the address, which shows up so much later.
    private long addressDelay;

    AzureModel(World world, ResourceIds ids) {
        this.world = world;
        this.ids = ids;
        this.gateway = new GatewayModel(ids, balancers::containsKey);
    }

    void addressDelay(long nanos) {
        addressDelay = nanos;
    }

    Effect<PublicIpState> put(PublicIpSpec spec) {
        return new Effect<>() {
            @Override
            public Optional<CallError> begin() {
                PublicIp present = publicIps.get(spec.name());
                if (present != null && busy(present.provisioning)) {
                    return conflict(spec.name());
                }
                if (present != null && present.family != spec.family()) {
                    return refuse("PublicIPAddressVersionCannotBeChanged", spec.name());
                }
                PublicIp ip = present;
                if (ip == null) {
                    ip = new PublicIp(spec.name(), spec.family(), spec.tags());
                    publicIps.put(spec.name(), ip);
                }
                ip.tags = new TreeMap<>(spec.tags());
                ip.provisioning = Provisioning.UPDATING;
                return Optional.empty();
            }

            @Override
            public PublicIpState finish() {
                PublicIp ip = publicIps.get(spec.name());
                if (ip == null) {
                    return new PublicIpState(
                            spec.name(),
                            spec.family(),
                            Map.of(),
                            Provisioning.DELETING,
                            Optional.empty());
                }
                ip.provisioning = Provisioning.SUCCEEDED;
                if (ip.address == null) {
                    ip.address = nextAddress(ip.family);
                    ip.addressShownAt = world.nanos() + addressDelay;
                }
                return read(ip);
            }

            @Override
            public void fail() {
                PublicIp ip = publicIps.get(spec.name());
                if (ip != null) {
                    ip.provisioning = Provisioning.FAILED;
                }
            }
        };
    }

    Effect<LoadBalancerState> put(LoadBalancerSpec spec) {
        return new Effect<>() {
            @Override
            public Optional<CallError> begin() {
                Balancer present = balancers.get(spec.name());
                if (present != null && busy(present.provisioning)) {
                    return conflict(spec.name());
                }
                Optional<CallError> refusal = check(spec);
                if (refusal.isPresent()) {
                    return refusal;
                }
                Balancer balancer = balancers.computeIfAbsent(spec.name(), Balancer::new);
                balancer.tags = new TreeMap<>(spec.tags());
                balancer.publicIp = spec.publicIp();
                balancer.rules = spec.rules();
                balancer.custom = false;
                balancer.provisioning = Provisioning.UPDATING;
                return Optional.empty();
            }

            @Override
            public LoadBalancerState finish() {
                Balancer balancer = balancers.getOrDefault(spec.name(), new Balancer(spec.name()));
                balancer.provisioning = Provisioning.SUCCEEDED;
                return read(balancer);
            }

            @Override
            public void fail() {
                balancers.getOrDefault(spec.name(), new Balancer("")).provisioning =
                        Provisioning.FAILED;
            }
        };
    }

    private Optional<CallError> check(LoadBalancerSpec spec) {
        if (!publicIps.containsKey(spec.publicIp())) {
            return refuse("PublicIPNotFound", spec.publicIp());
        }
        for (Balancer other : balancers.values()) {
            if (!other.name.equals(spec.name()) && other.publicIp.equals(spec.publicIp())) {
                return refuse("PublicIPAddressInUse", spec.publicIp());
            }
        }
        var names = new HashSet<String>();
        var backends = new HashSet<String>();
        for (LoadBalancerRule rule : spec.rules()) {
            if (!names.add(rule.name())) {
                return refuse("DuplicateResourceName", rule.name());
            }
            if (!backends.add(rule.protocol() + " " + rule.backendPort())) {
                return refuse("RulesUseSameBackendPortProtocolAndPool", rule.name());
            }
            if (rule.frontendPort() < 1
                    || rule.frontendPort() > 65_534
                    || rule.backendPort() < 1
                    || rule.backendPort() > 65_535
                    || rule.idleTimeoutMinutes() < 4
                    || rule.idleTimeoutMinutes() > 30) {
                return refuse("InvalidRule", rule.toString());
            }
        }
        return Optional.empty();
    }

    Effect<Void> deletePublicIp(String name) {
        return new Effect<>() {
            @Override
            public Optional<CallError> begin() {
                PublicIp ip = publicIps.get(name);
                if (ip != null && busy(ip.provisioning)) {
                    return conflict(name);
                }
                if (balancers.values().stream().anyMatch(b -> b.publicIp.equals(name))) {
                    return refuse("PublicIPAddressCannotBeDeleted", name);
                }
                if (ip != null) {
                    ip.provisioning = Provisioning.DELETING;
                }
                return Optional.empty();
            }

            @Override
            public Void finish() {
                publicIps.remove(name);
                return Effect.nothing();
            }
        };
    }

    Effect<Void> deleteLoadBalancer(String name) {
        return new Effect<>() {
            @Override
            public Optional<CallError> begin() {
                Balancer balancer = balancers.get(name);
                if (balancer == null) {
                    return Optional.empty();
                }
                if (busy(balancer.provisioning)) {
                    return conflict(name);
                }
                if (gateway.refersToPool(name)) {
                    return refuse("LoadBalancerInUseByServiceGateway", name);
                }
                balancer.provisioning = Provisioning.DELETING;
                return Optional.empty();
            }

            @Override
            public Void finish() {
                balancers.remove(name);
                return Effect.nothing();
            }
        };
    }

    Optional<PublicIpState> readPublicIp(String name) {
        return Optional.ofNullable(publicIps.get(name)).map(this::read);
    }

    Optional<LoadBalancerState> readLoadBalancer(String name) {
        return Optional.ofNullable(balancers.get(name)).map(this::read);
    }

    Map<String, PublicIpState> readPublicIps() {
        var read = new TreeMap<String, PublicIpState>();
        publicIps.forEach((name, ip) -> read.put(name, read(ip)));
        return read;
    }

    Map<String, LoadBalancerState> readLoadBalancers() {
        var read = new TreeMap<String, LoadBalancerState>();
        balancers.forEach((name, balancer) -> read.put(name, read(balancer)));
        return read;
    }

    /// The platform's own.
    List<NatGatewayState> readNatGateways() {
        return List.of(new NatGatewayState("default-natgw", Map.of("owner", "platform")));
    }

    private PublicIpState read(PublicIp ip) {
        return new PublicIpState(
                ip.name,
                ip.family,
                ip.tags,
                ip.provisioning,
                ip.addressShownAt <= world.nanos()
                        ? Optional.ofNullable(ip.address)
                        : Optional.empty());
    }

    private LoadBalancerState read(Balancer balancer) {
        return new LoadBalancerState(
                balancer.name,
                balancer.tags,
                balancer.provisioning,
                balancer.publicIp.isEmpty()
                        ? Set.of()
                        : Set.of(ids.publicIp(balancer.publicIp).toLowerCase(Locale.ROOT)),
                Set.of(balancer.name),
                new HashSet<>(balancer.rules),
                balancer.custom);
    }

    IpAddress nextAddress(IpFamily family) {
        addresses++;
        return IpAddress.of(
                family == IpFamily.IPV4
                        ? "20.0." + addresses / 250 + "." + (1 + addresses % 250)
                        : "2603:1020::" + Integer.toHexString(addresses));
    }

    private static boolean busy(Provisioning provisioning) {
        return provisioning == Provisioning.UPDATING || provisioning == Provisioning.DELETING;
    }

    private static Optional<CallError> conflict(String name) {
        return Optional.of(
                new CallError(409, "AnotherOperationInProgress", name, Optional.empty()));
    }

    private static Optional<CallError> refuse(String code, String about) {
        return Optional.of(new CallError(400, code, code + ": " + about, Optional.empty()));
    }
}

package dev.pairplane.difftracker.core.azure;

import dev.pairplane.difftracker.core.call.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The port to Azure's network resources.
///
/// Every method returns at once; `done` is called exactly once, on the controller's serial
/// executor, and never before the method has returned. When `timeout` is over the call ends as
/// [Outcome.Unanswered] (or as what it came to), never later. A long-running operation is followed
/// to its end before `done` is called, and a PUT then answers with a fresh read of the resource.
/// The port retries nothing.
public interface Azure {

    /// Lists the public IPs, load balancers and NAT gateways of the resource group, and the
    /// gateway's services and locations. Done only if all were read whole.
    void readInventory(Duration timeout, Consumer<Outcome<Inventory>> done);

    /// Reads the gateway's services and locations, whole.
    void readGateway(Duration timeout, Consumer<Outcome<GatewayView>> done);

    /// Reads a public IP; empty when there is none.
    void readPublicIp(
            String name, Duration timeout, Consumer<Outcome<Optional<PublicIpState>>> done);

    /// Reads a load balancer; empty when there is none.
    void readLoadBalancer(
            String name, Duration timeout, Consumer<Outcome<Optional<LoadBalancerState>>> done);

    /// Creates or replaces a public IP.
    void putPublicIp(PublicIpSpec spec, Duration timeout, Consumer<Outcome<PublicIpState>> done);

    /// Creates or replaces a load balancer.
    void putLoadBalancer(
            LoadBalancerSpec spec, Duration timeout, Consumer<Outcome<LoadBalancerState>> done);

    /// Deletes a public IP; done also when there was none.
    void deletePublicIp(String name, Duration timeout, Consumer<Outcome<Void>> done);

    /// Deletes a load balancer; done also when there was none.
    void deleteLoadBalancer(String name, Duration timeout, Consumer<Outcome<Void>> done);

    /// Registers, changes or unregisters services of the gateway, all or none; a 404 on a request
    /// that only unregisters counts as done.
    void updateServices(
            List<ServiceRequest> requests, Duration timeout, Consumer<Outcome<Void>> done);

    /// Changes addresses of the gateway, all or none.
    void updateLocations(LocationBatch batch, Duration timeout, Consumer<Outcome<Void>> done);
}

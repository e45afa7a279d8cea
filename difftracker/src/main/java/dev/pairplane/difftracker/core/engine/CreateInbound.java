package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.LoadBalancerState;
import dev.pairplane.difftracker.core.azure.Provisioning;
import dev.pairplane.difftracker.core.azure.PublicIpState;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.cluster.InboundSpec;
import dev.pairplane.difftracker.core.engine.Knowledge.Resource;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.Written;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes an inbound service what its spec asks, whatever is there of it already: finalizer, public
/// IP, load balancer, registration, published address. Nothing is undone when it fails; the next
/// try takes it from there.
///
/// A name that is known to be absent is written at once. Any other is read first: it may be right
/// already, it may carry tags of others that have to stay, and it may not be ours.
final class CreateInbound extends Operation {

    private static final String NOT_OURS =
            " exists and does not carry this cluster's tags; it is neither changed nor deleted";

    private final InboundSpec spec;

    CreateInbound(Tools tools, Tracked service, Ticket ticket) {
        super(tools, service, ticket);
        this.spec =
                service.inFlight()
                        .orElseThrow(() -> new IllegalArgumentException("nothing to create"));
    }

    @Override
    void begin() {
        boolean standard = tools.settings().selection().addsStandardFinalizer();
        tools.kubernetes().protect(object, standard, timeout(), then(this::protectedNow));
    }

    private void protectedNow(Outcome<Written> outcome) {
        switch (outcome) {
            case Outcome.Done<Written>(var written) when written == Written.GONE ->
                    end(new Result.ServiceGone());
            case Outcome.Done<Written> _ -> publicIp();
            case Outcome.Refused<Written> _,
                    Outcome.Unanswered<Written> _,
                    Outcome.NotSent<Written> _ ->
                    fail("add the finalizer", outcome);
        }
    }

    private void publicIp() {
        if (!goesOn()) {
            return;
        }
        if (tools.knowledge().publicIp(publicIpName()) == Resource.ABSENT) {
            putPublicIp(Map.of());
        } else {
            tools.azure().readPublicIp(publicIpName(), timeout(), then(this::publicIpRead));
        }
    }

    private void publicIpRead(Outcome<Optional<PublicIpState>> outcome) {
        if (!(outcome instanceof Outcome.Done<Optional<PublicIpState>>(var read))) {
            fail("read public IP", outcome);
            return;
        }
        tools.world().azureAnswered();
        if (read.isEmpty()) {
            putPublicIp(Map.of());
            return;
        }
        PublicIpState found = read.orElseThrow();
        Resource owner = Knowledge.of(tools.shapes().ownership().of(found.tags()));
        tools.knowledge().publicIp(publicIpName(), owner);
        if (owner == Resource.FOREIGN) {
            fail(new Failure.Foreign("public IP " + publicIpName() + NOT_OURS));
        } else if (isBusy(found.provisioning())) {
            fail(busy("public IP", found.provisioning()));
        } else if (found.family() != spec.family()) {
            fail(
                    new Failure.Terminal(
                            "public IP "
                                    + publicIpName()
                                    + " is "
                                    + found.family().text()
                                    + " and cannot become "
                                    + spec.family().text(),
                            ErrorCode.VALIDATION_ERROR));
        } else if (tools.shapes().fits(found, spec)) {
            addressOf(found);
            loadBalancer();
        } else {
            putPublicIp(found.tags());
        }
    }

    private void putPublicIp(Map<String, String> present) {
        if (!goesOn()) {
            return;
        }
        // Unless it is answered, the next try has to look.
        tools.knowledge().publicIp(publicIpName(), Resource.UNKNOWN);
        tools.azure()
                .putPublicIp(
                        tools.shapes().publicIp(key, object, spec, present),
                        timeout(),
                        afterWrite(this::publicIpPut));
    }

    private void publicIpPut(Outcome<PublicIpState> outcome) {
        if (!(outcome instanceof Outcome.Done<PublicIpState>(var put))) {
            fail("put public IP", outcome);
            return;
        }
        tools.knowledge().publicIp(publicIpName(), Resource.OURS);
        if (put.provisioning() == Provisioning.FAILED) {
            fail(new Failure.Transient("put public IP: it failed", ErrorCode.INTERNAL_ERROR));
            return;
        }
        addressOf(put);
        loadBalancer();
    }

    private void addressOf(PublicIpState state) {
        if (tools.knowledge().address(key, state.address())) {
            tools.world().addressKnown(key);
        }
    }

    private void loadBalancer() {
        if (!goesOn()) {
            return;
        }
        if (tools.knowledge().loadBalancer(loadBalancerName()) == Resource.ABSENT) {
            putLoadBalancer(Map.of());
        } else {
            tools.azure()
                    .readLoadBalancer(loadBalancerName(), timeout(), then(this::loadBalancerRead));
        }
    }

    private void loadBalancerRead(Outcome<Optional<LoadBalancerState>> outcome) {
        if (!(outcome instanceof Outcome.Done<Optional<LoadBalancerState>>(var read))) {
            fail("read load balancer", outcome);
            return;
        }
        tools.world().azureAnswered();
        if (read.isEmpty()) {
            putLoadBalancer(Map.of());
            return;
        }
        LoadBalancerState found = read.orElseThrow();
        Resource owner = Knowledge.of(tools.shapes().ownership().of(found.tags()));
        tools.knowledge().loadBalancer(loadBalancerName(), owner);
        if (owner == Resource.FOREIGN) {
            fail(new Failure.Foreign("load balancer " + loadBalancerName() + NOT_OURS));
        } else if (isBusy(found.provisioning())) {
            fail(busy("load balancer", found.provisioning()));
        } else if (tools.shapes().fits(found, key, spec)) {
            register();
        } else {
            putLoadBalancer(found.tags());
        }
    }

    private void putLoadBalancer(Map<String, String> present) {
        if (!goesOn()) {
            return;
        }
        tools.knowledge().loadBalancer(loadBalancerName(), Resource.UNKNOWN);
        tools.azure()
                .putLoadBalancer(
                        tools.shapes().loadBalancer(key, object, spec, present),
                        timeout(),
                        afterWrite(this::loadBalancerPut));
    }

    private void loadBalancerPut(Outcome<LoadBalancerState> outcome) {
        if (!(outcome instanceof Outcome.Done<LoadBalancerState>(var put))) {
            fail("put load balancer", outcome);
            return;
        }
        tools.knowledge().loadBalancer(loadBalancerName(), Resource.OURS);
        if (put.provisioning() == Provisioning.FAILED) {
            fail(new Failure.Transient("put load balancer: it failed", ErrorCode.INTERNAL_ERROR));
            return;
        }
        register();
    }

    private void register() {
        if (!goesOn()) {
            return;
        }
        switch (tools.registrations().of(key)) {
            case COMPLETE -> publish();
            case FOREIGN ->
                    fail(
                            new Failure.Foreign(
                                    "the gateway has a service "
                                            + key.identity()
                                            + " with another pool than ours; it is not changed"));
            case NONE, INCOMPLETE ->
                    tools.azure()
                            .updateServices(
                                    List.of(
                                            new ServiceRequest.RegisterInbound(
                                                    key, loadBalancerName())),
                                    timeout(),
                                    afterWrite(this::registered));
        }
    }

    private void registered(Outcome<Void> outcome) {
        if (!(outcome instanceof Outcome.Done<Void>)) {
            fail("register the service", outcome);
            return;
        }
        tools.registrations().changed(key, Registrations.Entry.COMPLETE, tools.world().now());
        // Before the status: a write to Kubernetes that fails must not keep addresses from a live
        // load balancer.
        tools.world().registrationChanged(key);
        publish();
    }

    private void publish() {
        if (!goesOn()) {
            return;
        }
        Optional<IpAddress> address = tools.knowledge().address(key);
        if (address.isEmpty()) {
            // The next try reads the public IP again.
            fail(
                    new Failure.Transient(
                            "public IP " + publicIpName() + " has no address yet",
                            ErrorCode.UNKNOWN));
            return;
        }
        tools.kubernetes().publish(object, address.orElseThrow(), timeout(), then(this::published));
    }

    private void published(Outcome<Written> outcome) {
        switch (outcome) {
            case Outcome.Done<Written>(var written) when written == Written.GONE ->
                    end(new Result.ServiceGone());
            case Outcome.Done<Written> _ -> end(new Result.Success());
            case Outcome.Refused<Written> _,
                    Outcome.Unanswered<Written> _,
                    Outcome.NotSent<Written> _ ->
                    fail("publish the address", outcome);
        }
    }

    private static boolean isBusy(Provisioning provisioning) {
        return provisioning == Provisioning.UPDATING || provisioning == Provisioning.DELETING;
    }

    private static Failure busy(String what, Provisioning provisioning) {
        return new Failure.Transient(
                what + " is " + (provisioning == Provisioning.DELETING ? "being deleted" : "busy"),
                ErrorCode.CONFLICT);
    }
}

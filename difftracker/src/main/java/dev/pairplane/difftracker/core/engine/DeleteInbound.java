package dev.pairplane.difftracker.core.engine;

import dev.pairplane.difftracker.core.azure.Ownership;
import dev.pairplane.difftracker.core.azure.ServiceRequest;
import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.engine.Knowledge.Resource;
import dev.pairplane.difftracker.core.kubernetes.Kubernetes.Written;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Removes everything of an inbound service, and then our finalizer: pool reference, load balancer,
/// registration, public IP. Every step is made even if an earlier one failed, and the first failure
/// stays; all of them may be made again.
///
/// What turns out not to be ours is left alone. A call whose answer was lost may still bring
/// something back, so the finalizer waits until it no longer can and everything was deleted once
/// more.
final class DeleteInbound extends Operation {

    private @Nullable Failure failure;
    private final Optional<IpAddress> withdrawn;

    /// @param withdrawn an address to take out of a Service that lives on; empty when there is none
    ///   to take out
    DeleteInbound(Tools tools, Tracked service, Ticket ticket, Optional<IpAddress> withdrawn) {
        super(tools, service, ticket);
        this.withdrawn = withdrawn;
    }

    @Override
    void begin() {
        if (tools.registrations().of(key) == Registrations.Entry.NONE
                && tools.knowledge().isUntouched(key)) {
            conclude();
            return;
        }
        if (withdrawn.isPresent()) {
            tools.kubernetes()
                    .withdraw(object, withdrawn.orElseThrow(), timeout(), then(this::withdrawn));
        } else {
            clearPool();
        }
    }

    // First, while the address is known: once the public IP is gone nobody can tell which one it
    // was.
    private void withdrawn(Outcome<Written> outcome) {
        note("withdraw the address", outcome);
        clearPool();
    }

    private void clearPool() {
        if (!goesOn()) {
            return;
        }
        // To clear the pool of a service that is not there would register it.
        if (!tools.registrations().knows(key)) {
            loadBalancer();
            return;
        }
        tools.azure()
                .updateServices(
                        List.of(new ServiceRequest.ClearPool(key)),
                        timeout(),
                        afterWrite(this::poolCleared));
    }

    private void poolCleared(Outcome<Void> outcome) {
        if (outcome instanceof Outcome.Done<Void>) {
            tools.registrations().changed(key, Registrations.Entry.INCOMPLETE, tools.world().now());
        } else {
            tools.world()
                    .substepFailed(
                            key,
                            "remove_backend_pool",
                            Failures.of("clear the pool", outcome).message());
        }
        loadBalancer();
    }

    private void loadBalancer() {
        if (!goesOn()) {
            return;
        }
        switch (tools.knowledge().loadBalancer(loadBalancerName())) {
            case FOREIGN -> unregister();
            case ABSENT, OURS -> deleteLoadBalancer();
            case UNKNOWN ->
                    tools.azure()
                            .readLoadBalancer(
                                    loadBalancerName(),
                                    timeout(),
                                    then(outcome ->
                                            owned(
                                                    "read load balancer",
                                                    outcome,
                                                    state -> state.tags(),
                                                    resource ->
                                                            tools.knowledge()
                                                                    .loadBalancer(
                                                                            loadBalancerName(),
                                                                            resource),
                                                    this::deleteLoadBalancer,
                                                    this::unregister)));
        }
    }

    private void deleteLoadBalancer() {
        if (!goesOn()) {
            return;
        }
        tools.azure()
                .deleteLoadBalancer(
                        loadBalancerName(),
                        timeout(),
                        afterWrite(outcome -> {
                            if (note("delete load balancer", outcome)) {
                                tools.knowledge().loadBalancer(loadBalancerName(), Resource.ABSENT);
                            } else if (leavesDoubt(outcome)) {
                                tools.knowledge()
                                        .loadBalancer(loadBalancerName(), Resource.UNKNOWN);
                            }
                            unregister();
                        }));
    }

    private void unregister() {
        if (!goesOn()) {
            return;
        }
        if (tools.registrations().of(key) == Registrations.Entry.FOREIGN) {
            publicIp();
            return;
        }
        if (tools.world().hasAddresses(key)) {
            // Seen since the deletion began; Azure would refuse.
            fail(new Failure.StillHasAddresses("the gateway has addresses of the service again"));
            return;
        }
        tools.azure()
                .updateServices(
                        List.of(new ServiceRequest.Unregister(key)),
                        timeout(),
                        afterWrite(outcome -> {
                            if (note("unregister the service", outcome)) {
                                tools.registrations()
                                        .changed(
                                                key, Registrations.Entry.NONE, tools.world().now());
                                tools.world().registrationChanged(key);
                            }
                            publicIp();
                        }));
    }

    /// Last, and only when the rest is gone: Azure refuses it while a load balancer has it, and its
    /// tags are what tells a later start that a registration left over is ours.
    private void publicIp() {
        if (failure != null) {
            fail(failure);
            return;
        }
        if (!goesOn()) {
            return;
        }
        switch (tools.knowledge().publicIp(publicIpName())) {
            case FOREIGN -> conclude();
            case ABSENT, OURS -> deletePublicIp();
            case UNKNOWN ->
                    tools.azure()
                            .readPublicIp(
                                    publicIpName(),
                                    timeout(),
                                    then(outcome ->
                                            owned(
                                                    "read public IP",
                                                    outcome,
                                                    state -> state.tags(),
                                                    resource ->
                                                            tools.knowledge()
                                                                    .publicIp(
                                                                            publicIpName(),
                                                                            resource),
                                                    this::deletePublicIp,
                                                    this::conclude)));
        }
    }

    private void deletePublicIp() {
        if (!goesOn()) {
            return;
        }
        tools.azure()
                .deletePublicIp(
                        publicIpName(),
                        timeout(),
                        afterWrite(outcome -> {
                            if (note("delete public IP", outcome)) {
                                tools.knowledge().publicIp(publicIpName(), Resource.ABSENT);
                                tools.knowledge().address(key, Optional.empty());
                            } else if (leavesDoubt(outcome)) {
                                tools.knowledge().publicIp(publicIpName(), Resource.UNKNOWN);
                            }
                            conclude();
                        }));
    }

    /// Goes on with the deletion of what a read showed to be ours, and past what is not.
    private <T> void owned(
            String what,
            Outcome<Optional<T>> outcome,
            Function<T, Map<String, String>> tags,
            Consumer<Resource> learnt,
            Runnable delete,
            Runnable pass) {
        if (!(outcome instanceof Outcome.Done<Optional<T>>(var read))) {
            note(what, outcome);
            pass.run();
            return;
        }
        if (read.isEmpty()) {
            learnt.accept(Resource.ABSENT);
            delete.run();
            return;
        }
        Ownership.Owner owner = tools.shapes().ownership().of(tags.apply(read.orElseThrow()));
        learnt.accept(Knowledge.of(owner));
        (owner == Ownership.Owner.OURS ? delete : pass).run();
    }

    /// Keeps the first failure, except that addresses in the gateway outweigh whatever follows from
    /// them.
    private boolean note(String what, Outcome<?> outcome) {
        if (outcome instanceof Outcome.Done<?>) {
            return true;
        }
        Failure found = Failures.of(what, outcome);
        if (failure == null || found instanceof Failure.StillHasAddresses) {
            failure = found;
        }
        return false;
    }

    private void conclude() {
        if (failure != null) {
            fail(failure);
            return;
        }
        if (!goesOn()) {
            return;
        }
        Optional<Long> doubt = tools.knowledge().doubtUntil(key, tools.world().now());
        if (doubt.isPresent()) {
            // What was known is looked at afresh then.
            tools.knowledge().loadBalancer(loadBalancerName(), Resource.UNKNOWN);
            tools.knowledge().publicIp(publicIpName(), Resource.UNKNOWN);
            fail(
                    new Failure.InDoubt(
                            "deleted; waits until a call whose answer was lost can have no effect"
                                    + " any more",
                            doubt.orElseThrow()));
            return;
        }
        release();
    }

    private void release() {
        if (!goesOn()) {
            return;
        }
        if (object.namespace().isEmpty()) {
            // It was found in Azure alone, and says nothing of an object that could have a
            // finalizer.
            end(new Result.Success());
            return;
        }
        tools.kubernetes()
                .release(
                        object,
                        timeout(),
                        then(outcome -> {
                            if (outcome instanceof Outcome.Done<Written>) {
                                end(new Result.Success());
                            } else {
                                fail("remove the finalizer", outcome);
                            }
                        }));
    }
}

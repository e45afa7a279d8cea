package dev.pairplane.difftracker.core.kubernetes;

import dev.pairplane.difftracker.core.call.Outcome;
import dev.pairplane.difftracker.core.state.IpAddress;
import java.time.Duration;
import java.util.function.Consumer;

/// The port to the Kubernetes API, for what the controller writes.
///
/// Every method returns at once; `done` is called exactly once, on the controller's serial
/// executor, and never before the method has returned. Each write reads the object afresh, does
/// nothing to an object with another UID ([Written#GONE]), and repeats itself on a conflict, all
/// within `timeout`.
public interface Kubernetes {

    /// What a write came to.
    enum Written {
        /// The object is as asked for, and was changed for it.
        CHANGED,
        /// The object was as asked for already.
        UNCHANGED,
        /// There is no such object any more, or another one has its name, or it is not one to write
        /// this to: for [#protect] and [#publish] also an object that is being deleted or is no
        /// load balancer Service.
        GONE
    }

    /// Puts our finalizer on a Service.
    ///
    /// @param standard whether the stock finalizer goes with it
    void protect(
            ObjectRef service, boolean standard, Duration timeout, Consumer<Outcome<Written>> done);

    /// Takes our finalizer, and the stock one if ours was there, off a Service.
    void release(ObjectRef service, Duration timeout, Consumer<Outcome<Written>> done);

    /// Makes an address the only one of its family in the Service's published addresses; names and
    /// the other family's stay.
    void publish(
            ObjectRef service,
            IpAddress address,
            Duration timeout,
            Consumer<Outcome<Written>> done);

    /// Takes an address out of the Service's published addresses.
    void withdraw(
            ObjectRef service,
            IpAddress address,
            Duration timeout,
            Consumer<Outcome<Written>> done);

    /// Sets the condition `pairplane.dev/Accepted` of a Service.
    void accept(
            ObjectRef service,
            ServiceObject.Condition condition,
            Duration timeout,
            Consumer<Outcome<Written>> done);

    /// Records an event about a Service, or about the controller when there is none to name; best
    /// effort, and nobody is told what came of it.
    void record(ObjectRef service, EventType type, String reason, String message);

    /// The two types of events.
    enum EventType {
        NORMAL,
        WARNING
    }
}

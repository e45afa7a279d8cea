package dev.pairplane.difftracker.inbound.kubernetes;

import dev.pairplane.difftracker.core.kubernetes.NodeObject;
import dev.pairplane.difftracker.core.kubernetes.ObjectRef;
import dev.pairplane.difftracker.core.kubernetes.ServiceObject;
import dev.pairplane.difftracker.core.kubernetes.SliceObject;

/// Who is told what the watches see. Called from several threads; must return at once.
public interface ClusterEvents {

    /// A Service is there, or has changed.
    void serviceSeen(ServiceObject service);

    /// A Service is there no longer.
    void serviceGone(ObjectRef service);

    /// An EndpointSlice is there, or has changed.
    void sliceSeen(SliceObject slice);

    /// An EndpointSlice is there no longer.
    void sliceGone(String namespace, String name);

    /// A Node is there, or has changed in what is read of it.
    void nodeSeen(NodeObject node);

    /// A Node is there no longer.
    void nodeGone(String name);

    /// Everything that was there at the beginning has been told. Once.
    void synced();
}

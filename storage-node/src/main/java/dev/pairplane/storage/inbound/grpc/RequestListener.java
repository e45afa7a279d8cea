package dev.pairplane.storage.inbound.grpc;

/// Hears of every request once it has ended, and of our own defects. Called on event loops and on
/// mutation threads, so implementations are safe for any number of threads and never block.
public interface RequestListener {

    /// A listener that ignores everything.
    RequestListener NONE =
            new RequestListener() {
                @Override
                public void ended(Rpc rpc, Ending ending, long nanos, long valueBytes) {
                    // ignores everything
                }

                @Override
                public void failed(Rpc rpc, String keyHash, Throwable failure) {
                    // ignores everything
                }
            };

    /// A request has ended; called exactly once for each, just before its answer is sent.
    ///
    /// @param nanos from the arrival of its headers to its answer, not counting its way out
    /// @param valueBytes bytes of the value taken in by a write, or given out by a read
    void ended(Rpc rpc, Ending ending, long nanos, long valueBytes);

    /// A request met an exception that it should not have; to be logged as an error. [#ended] is
    /// called too.
    ///
    /// @param keyHash the key's hash in 16 hex digits; the key itself is not for logs
    void failed(Rpc rpc, String keyHash, Throwable failure);
}

/// The node's gRPC face: takes calls in, checks them, asks the store, and says how it went.
///
/// A call flows: [DecodingMarshaller] turns bytes into a message or into a reason why not (never
/// into an exception), [UnaryCall] runs one request from its first byte to its last trailer,
/// [Validation] refuses what breaks the contract's limits, [WriteMethod], [DeleteMethod] and
/// [ReadMethod] translate between messages and the store's types, [Replies] says which outcome
/// becomes which answer, and [RequestListener] hears how each request ended.
///
/// Threads: decoding, validation and reads of what is in memory run on the connection's event loop,
/// because nothing there waits; mutations, which wait for the log, and reads of tables, which wait
/// for the disk, run on the executor given to [NodeService] (virtual threads). Nothing here keeps
/// state between requests.
///
/// Which failures are answers and which are failed calls follows from what the coordinator does: it
/// keeps a hint for a replica only when the call itself fails. So the caller's mistakes, and keys
/// that are not there, are answers (`success = false`); whatever is wrong with the node fails the
/// call. Either way the trailers `pairdb-error-code` and `pairdb-error-number` name the reason.
@NullMarked
package dev.pairplane.storage.inbound.grpc;

import org.jspecify.annotations.NullMarked;

package dev.pairplane.storage.inbound.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.pairplane.storage.core.version.Version;
import dev.pairplane.storage.proto.KeyValueEntry;

/// Versions as messages.
final class Versions {
    private Versions() {}

    /// One version of a key.
    static KeyValueEntry toWire(String tenant, String key, Version version) {
        return KeyValueEntry.newBuilder()
                .setTenantId(tenant)
                .setKey(key)
                .setValue(bytes(version))
                .setVectorClock(Clocks.toWire(version.clock()))
                .setTimestamp(version.timestamp())
                .setIsTombstone(version.isTombstone())
                .setDeletedAtMs(version.deletedAtMs())
                .build();
    }

    /// Versions are immutable, so their bytes need no copy.
    static ByteString bytes(Version version) {
        return UnsafeByteOperations.unsafeWrap(version.value());
    }
}

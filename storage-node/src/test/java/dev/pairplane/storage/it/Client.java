package dev.pairplane.storage.it;

import com.google.protobuf.ByteString;
import dev.pairplane.storage.proto.DeleteRequest;
import dev.pairplane.storage.proto.ErrorCode;
import dev.pairplane.storage.proto.KeyValueEntry;
import dev.pairplane.storage.proto.ReadRequest;
import dev.pairplane.storage.proto.ReadResponse;
import dev.pairplane.storage.proto.StorageNodeServiceGrpc.StorageNodeServiceBlockingStub;
import dev.pairplane.storage.proto.VectorClock;
import dev.pairplane.storage.proto.VectorClockEntry;
import dev.pairplane.storage.proto.WriteRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One client of a [Load]. Its clock has one entry, its own, which grows with each mutation; so the
/// entry found with a key says which mutation the key shows.
final class Client {
    private static final String TENANT = "crash";
    private static final int SHARED_KEYS = 5;
    private static final Metadata.Key<String> ERROR_CODE = ascii("pairdb-error-code");
    private static final Metadata.Key<String> INCLUDE_SIBLINGS = ascii("pairdb-include-siblings");

    private final Load load;
    private final String actor;
    private final RandomGenerator random;
    private final List<Known> own = new ArrayList<>();
    private final List<Known> shared = new ArrayList<>();
    private long count;

    /// A mutation of a key; the count is its clock.
    private record Change(long count, boolean delete) {
        static final Change NONE = new Change(0, false);
    }

    /// What this client knows of a key.
    private static final class Known {
        final String key;
        final Map<Long, Change> doubts = new LinkedHashMap<>();
        Change acknowledged = Change.NONE;

        Known(String key) {
            this.key = key;
        }

        /// The change with this count, if the key may show it.
        Change candidate(long count) {
            return acknowledged.count == count
                    ? acknowledged
                    : doubts.getOrDefault(count, Change.NONE);
        }
    }

    Client(Load load, String actor, int keys, RandomGenerator random) {
        this.load = load;
        this.actor = actor;
        this.random = random;
        for (int i = 0; i < keys; i++) {
            own.add(new Known(actor + "-" + i));
        }
        for (int i = 0; i < SHARED_KEYS; i++) {
            shared.add(new Known("shared-" + i));
        }
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /// Writes and deletes until a call fails for another reason than a refusal.
    void write(StorageNodeServiceBlockingStub stub) {
        while (true) {
            boolean common = random.nextInt(10) == 0;
            List<Known> keys = common ? shared : own;
            Known known = keys.get(random.nextInt(keys.size()));
            Change change = new Change(++count, !common && random.nextInt(8) == 0);
            known.doubts.put(change.count, change);
            try {
                VectorClock clock = send(stub, known.key, change);
                if (entry(clock) < change.count) {
                    load.wrong("the answer to " + change + " has the clock " + clock);
                }
                known.acknowledged = change;
                // Those before it were undone by it, whether they were there or not.
                known.doubts.clear();
                load.wasAcknowledged();
            } catch (StatusRuntimeException e) {
                if (isDrained(e)) {
                    known.doubts.remove(change.count);
                    load.wasDrained();
                } else {
                    load.ended(e.getStatus());
                    return;
                }
            }
        }
    }

    private static boolean isDrained(StatusRuntimeException e) {
        Metadata trailers = e.getTrailers();
        return trailers != null && ErrorCode.NODE_DRAINING.name().equals(trailers.get(ERROR_CODE));
    }

    private VectorClock send(StorageNodeServiceBlockingStub stub, String key, Change change) {
        VectorClock clock =
                VectorClock.newBuilder()
                        .addEntries(
                                VectorClockEntry.newBuilder()
                                        .setCoordinatorNodeId(actor)
                                        .setLogicalTimestamp(change.count))
                        .build();
        if (change.delete) {
            return stub.delete(
                            DeleteRequest.newBuilder()
                                    .setTenantId(TENANT)
                                    .setKey(key)
                                    .setVectorClock(clock)
                                    .setTimestamp(change.count)
                                    .build())
                    .getUpdatedVectorClock();
        }
        return stub.write(
                        WriteRequest.newBuilder()
                                .setTenantId(TENANT)
                                .setKey(key)
                                .setVectorClock(clock)
                                .setValue(content(key, actor, change.count))
                                .setTimestamp(change.count)
                                .build())
                .getUpdatedVectorClock();
    }

    /// A value that says which mutation it is of, and is long enough to be torn.
    private static ByteString content(String key, String actor, long count) {
        String label = key + "/" + actor + "/" + count + ":";
        SplittableRandom bytes = new SplittableRandom(label.hashCode());
        byte[] filler = new byte[bytes.nextInt(100) == 0 ? 40_000 : bytes.nextInt(1_500)];
        bytes.nextBytes(filler);
        return ByteString.copyFrom(label, StandardCharsets.US_ASCII)
                .concat(ByteString.copyFrom(filler));
    }

    private long entry(VectorClock clock) {
        return entry(clock, actor);
    }

    private static long entry(VectorClock clock, String actor) {
        return clock.getEntriesList().stream()
                .filter(e -> e.getCoordinatorNodeId().equals(actor))
                .mapToLong(VectorClockEntry::getLogicalTimestamp)
                .findFirst()
                .orElse(0);
    }

    /// Compares every key with what is known of it; what is found then is known.
    void verify(ManagedChannel channel) {
        Metadata headers = new Metadata();
        headers.put(INCLUDE_SIBLINGS, "true");
        StorageNodeServiceBlockingStub stub =
                Node.stub(channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        try {
            for (Known known : own) {
                ReadResponse found = read(stub, known);
                settle(known, found.getVectorClock(), change -> checkOwn(known, change, found));
            }
            for (Known known : shared) {
                ReadResponse found = read(stub, known);
                settle(known, found.getVectorClock(), _ -> checkShared(known, found));
            }
        } catch (StatusRuntimeException e) {
            load.wrong(actor + " cannot read: " + e.getStatus());
        }
    }

    private static ReadResponse read(StorageNodeServiceBlockingStub stub, Known known) {
        return stub.read(ReadRequest.newBuilder().setTenantId(TENANT).setKey(known.key).build());
    }

    /// Says what is wrong with an answer that shows a certain change.
    private interface Check {
        void of(Change shown);
    }

    private void settle(Known known, VectorClock clock, Check check) {
        long shown = entry(clock);
        Change change = known.candidate(shown);
        if (change.count != shown) {
            load.wrong(
                    "%s of %s shows %d; acknowledged is %s, in doubt are %s"
                            .formatted(
                                    known.key,
                                    actor,
                                    shown,
                                    known.acknowledged,
                                    known.doubts.keySet()));
            return;
        }
        check.of(change);
        known.doubts.keySet().forEach(doubt -> load.wasInDoubt(doubt == shown));
        known.doubts.clear();
        known.acknowledged = change;
    }

    private void checkOwn(Known known, Change change, ReadResponse found) {
        boolean live = change.count > 0 && !change.delete;
        if (found.getSuccess() != live
                || found.getIsTombstone() != change.delete
                || found.getVectorClock().getEntriesCount() > 1) {
            load.wrong("%s should show %s and shows %s".formatted(known.key, change, brief(found)));
        } else if (live && !found.getValue().equals(content(known.key, actor, change.count))) {
            load.wrong("%s shows %s with bytes of another".formatted(known.key, change));
        }
    }

    /// Every version must have the bytes that go with its clock.
    private void checkShared(Known known, ReadResponse found) {
        for (KeyValueEntry sibling : found.getSiblingsList()) {
            VectorClockEntry only = sibling.getVectorClock().getEntries(0);
            ByteString right =
                    content(known.key, only.getCoordinatorNodeId(), only.getLogicalTimestamp());
            if (sibling.getVectorClock().getEntriesCount() != 1
                    || !sibling.getValue().equals(right)) {
                load.wrong(known.key + " has a version with bytes of another: " + only);
            }
        }
    }

    private static String brief(ReadResponse found) {
        return "success=%s tombstone=%s clock=%s"
                .formatted(
                        found.getSuccess(),
                        found.getIsTombstone(),
                        found.getVectorClock().getEntriesList());
    }
}

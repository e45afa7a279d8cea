package dev.pairplane.storage.core.wal;

import dev.pairplane.storage.core.framing.CorruptFileException;
import dev.pairplane.storage.core.framing.Frame;
import dev.pairplane.storage.core.framing.FramedWriter;
import dev.pairplane.storage.core.key.CompositeKey;
import dev.pairplane.storage.core.version.MalformedVersionSetException;
import dev.pairplane.storage.core.version.VersionSetCodec;
import java.nio.ByteBuffer;

/// A record on its way into the log: the resolved versions of a key.
///
/// Its payload is: varint tenant length, tenant, varint key length, key, version set.
///
/// @param type one of [Frame#PUT], [Frame#DELETE], [Frame#REPAIR]
/// @param key the key
/// @param set its versions, encoded; not to be changed, a memtable keeps the array
public record LogRecord(byte type, CompositeKey key, byte[] set) implements FramedWriter.Payload {

    @Override
    public int length() {
        int both = key.bytes().length - 1;
        int tenant = colon(key.bytes());
        return varintSize(tenant) + varintSize(both - tenant) + both + set.length;
    }

    @Override
    public void put(ByteBuffer target) {
        byte[] bytes = key.bytes();
        int colon = colon(bytes);
        int keyLength = bytes.length - colon - 1;
        varint(target, colon);
        target.put(bytes, 0, colon);
        varint(target, keyLength);
        target.put(bytes, colon + 1, keyLength).put(set);
    }

    private static int colon(byte[] bytes) {
        int colon = 0;
        while (bytes[colon] != ':') {
            colon++;
        }
        return colon;
    }

    /// The record of a payload whose checksum matched. Its versions can be decoded.
    static LogRecord decode(String file, long offset, byte type, ByteBuffer payload)
            throws CorruptFileException {
        if (type == Frame.EDIT) {
            throw new CorruptFileException(file, offset, "an edit of the manifest in the log");
        }
        try {
            byte[] tenant = bytes(payload);
            byte[] key = bytes(payload);
            byte[] composite = new byte[tenant.length + 1 + key.length];
            System.arraycopy(tenant, 0, composite, 0, tenant.length);
            composite[tenant.length] = ':';
            System.arraycopy(key, 0, composite, tenant.length + 1, key.length);
            byte[] set = new byte[payload.remaining()];
            payload.get(set);
            VersionSetCodec.decode(ByteBuffer.wrap(set));
            return new LogRecord(type, CompositeKey.ofBytes(composite), set);
        } catch (MalformedVersionSetException | IllegalArgumentException e) {
            throw new CorruptFileException(
                    file, offset, "a record that cannot be decoded: " + e.getMessage());
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = 0;
        int shift = 0;
        byte next;
        do {
            if (!in.hasRemaining() || shift > 21) {
                throw new IllegalArgumentException("a key's length is cut short or too long");
            }
            next = in.get();
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        if (length > in.remaining()) {
            throw new IllegalArgumentException("a key of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int varintSize(int value) {
        int size = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }

    private static void varint(ByteBuffer out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}

package dev.pairplane.storage.core.version;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The rules for an actor's id, which the package keeps as UTF-8 bytes.
///
/// Bytes, because ids are ordered and written as bytes: a clock that came from the log goes back to
/// it without a `String` in between.
final class ActorId {

    private ActorId() {}

    /// The bytes of an id.
    ///
    /// @throws IllegalArgumentException when no clock may hold it
    static byte[] encode(String actor) {
        byte[] id = actor.getBytes(StandardCharsets.UTF_8);
        // An unpaired surrogate has no bytes: the encoder puts a question mark, another actor's id.
        if (!text(id).equals(actor)) {
            throw new IllegalArgumentException(
                    "actor id is not valid Unicode: it holds half of a surrogate pair");
        }
        String fault = faultOf(id);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException(fault);
        }
        return id;
    }

    /// Why these bytes are no id; empty when they are one.
    static String faultOf(byte[] id) {
        if (id.length == 0 || id.length > VectorClock.MAX_ACTOR_BYTES) {
            return "actor id has "
                    + id.length
                    + " bytes of UTF-8, and must have 1 to "
                    + VectorClock.MAX_ACTOR_BYTES;
        }
        boolean ascii = true;
        for (byte b : id) {
            if (b == 0) {
                return "actor id holds a NUL character";
            }
            ascii &= b > 0;
        }
        return ascii || isUtf8(id) ? "" : "actor id is not valid UTF-8";
    }

    private static boolean isUtf8(byte[] id) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(id));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    static String text(byte[] id) {
        return new String(id, StandardCharsets.UTF_8);
    }

    /// Unsigned byte order, which is what ids are ascending by.
    static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }
}

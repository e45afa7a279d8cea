package dev.pairplane.storage.core.sstable;

/// The bytes of a block are not what a writer writes. Whoever knows the file and the offset turns
/// it into a [dev.pairplane.storage.core.framing.CorruptFileException].
final class MalformedBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedBlockException(String what) {
        super(what);
    }
}

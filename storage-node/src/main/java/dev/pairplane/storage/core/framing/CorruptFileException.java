package dev.pairplane.storage.core.framing;

import java.io.IOException;

/// A file holds something that it must not hold: damage, or bytes of another store or a newer
/// format.
public final class CorruptFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /// @param file the file's name
    /// @param offset where in the file, in bytes
    /// @param what what is wrong there
    public CorruptFileException(String file, long offset, String what) {
        super(file + " at offset " + offset + ": " + what);
        this.file = file;
        this.offset = offset;
    }

    /// The file's name.
    public String file() {
        return file;
    }

    /// Where in the file, in bytes.
    public long offset() {
        return offset;
    }
}

package dev.pairplane.difftracker.outbound.azure;

import dev.pairplane.difftracker.core.call.CallError;
import java.io.Serial;
import java.util.Optional;

/// An answer was whole, and says something that cannot be understood. Passing it over could make a
/// living resource look like one that nobody wants.
final class UnreadableAnswer extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    private static final int OK = 200;

    private final String code;

    UnreadableAnswer(String code, String message) {
        super(message);
        this.code = code;
    }

    CallError error() {
        return new CallError(
                OK, code, Optional.ofNullable(getMessage()).orElse(""), Optional.empty());
    }
}

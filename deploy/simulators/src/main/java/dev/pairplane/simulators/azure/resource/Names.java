package dev.pairplane.simulators.azure.resource;

import dev.pairplane.simulators.azure.refusal.Refusal;
import java.util.regex.Pattern;

/// Azure's pattern for names.
public final class Names {

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?");

    private Names() {}

    /// Refuses a name that does not fit.
    public static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.INVALID_NAME.because(name);
        }
    }
}

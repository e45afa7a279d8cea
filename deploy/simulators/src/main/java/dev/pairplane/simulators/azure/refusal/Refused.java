package dev.pairplane.simulators.azure.refusal;

/// A request breaks a rule. Nothing was changed.
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    Refused(Refusal refusal, String message) {
        super(message, null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /// What to tell the caller: names what is wrong.
    public String text() {
        return String.valueOf(getMessage());
    }
}

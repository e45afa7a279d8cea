package dev.pairplane.publishing.outbound.webhook.format;

/// Shortens texts without breaking a character.
public final class CutText {

    private static final String ELLIPSIS = "…";

    private CutText() {}

    /// The text, or when it is longer its beginning with an ellipsis.
    ///
    /// @param most code points, the ellipsis included; at least 1
    public static String to(int most, String text) {
        if (text.length() <= most || text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, most - 1)) + ELLIPSIS;
    }
}

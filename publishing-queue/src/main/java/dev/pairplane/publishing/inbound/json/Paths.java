package dev.pairplane.publishing.inbound.json;

/// Names places in a document.
public final class Paths {
    private static final int LONGEST = 64;

    private Paths() {}

    /// The path of a member: `alert.labels.team`, or `alert.labels["a b"]` where the name is not
    /// made of letters, digits, `_` and `-` alone. Long names are cut.
    public static String member(String parent, String name) {
        boolean plain =
                !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(Paths::plain);
        if (plain) {
            return parent.equals(Fault.WHOLE) ? name : parent + "." + name;
        }
        return (parent.equals(Fault.WHOLE) ? "" : parent) + "[" + quoted(name) + "]";
    }

    /// The path of an array's item, from 0.
    public static String item(String parent, int index) {
        return (parent.equals(Fault.WHOLE) ? "" : parent) + "[" + index + "]";
    }

    /// A text in quotes, as JSON, cut where it is long; what no one should print is escaped.
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        int count = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (count++ == LONGEST) {
                return out.append("\"…").toString();
            }
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (shown(c)) {
                out.appendCodePoint(c);
            } else if (Character.isBmpCodePoint(c)) {
                out.append("\\u%04x".formatted(c));
            } else {
                out.append("\\u%04x".formatted((int) Character.highSurrogate(c)));
                out.append("\\u%04x".formatted((int) Character.lowSurrogate(c)));
            }
        }
        return out.append('"').toString();
    }

    private static boolean plain(int c) {
        return c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c));
    }

    /// Whether a code point is something to be seen: no control, no invisible formatting, no line
    /// separator, no surrogate, nothing unassigned or private.
    public static boolean shown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}

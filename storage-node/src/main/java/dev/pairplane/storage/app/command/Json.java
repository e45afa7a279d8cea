package dev.pairplane.storage.app.command;

/// Writes one JSON object, member by member; nothing more is needed here.
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    Json put(String name, String value) {
        return member(name, quote(value));
    }

    Json put(String name, long value) {
        return member(name, Long.toString(value));
    }

    Json put(String name, boolean value) {
        return member(name, Boolean.toString(value));
    }

    /// Adds a member whose value is JSON already.
    Json putRaw(String name, String json) {
        return member(name, json);
    }

    private Json member(String name, String json) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(quote(name)).append(':').append(json);
        return this;
    }

    /// A JSON string.
    static String quote(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || Character.isSurrogate(c) || c == 0x7F) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return text + "}";
    }
}

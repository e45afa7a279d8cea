package dev.pairplane.simulators.kubernetes.http;

import dev.pairplane.simulators.kubernetes.schema.ApiException;
import java.util.Locale;

/// The form in which a client wants to see objects.
enum Representation {
    OBJECT,
    TABLE,
    METADATA;

    static final String ACCEPTED = "application/json";

    /// The first form in an Accept header that can be served.
    ///
    /// @param accept "" for no such header
    /// @throws ApiException 406 when there is none
    static Representation of(String accept) {
        if (accept.isBlank()) {
            return OBJECT;
        }
        for (String range : accept.split(",", -1)) {
            String[] parts = range.strip().split(";", -1);
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            if (!type.equals(ACCEPTED) && !type.equals("*/*") && !type.equals("application/*")) {
                continue;
            }
            String as = parameter(parts, "as");
            switch (as) {
                case "" -> {
                    return OBJECT;
                }
                case "Table" -> {
                    return TABLE;
                }
                case "PartialObjectMetadata", "PartialObjectMetadataList" -> {
                    return METADATA;
                }
                default -> {}
            }
        }
        throw ApiException.notAcceptable(ACCEPTED);
    }

    /// The value of a parameter of a media range, "" when it has none.
    static String parameter(String[] parts, String name) {
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equals(name)) {
                return part.substring(equals + 1).strip();
            }
        }
        return "";
    }
}

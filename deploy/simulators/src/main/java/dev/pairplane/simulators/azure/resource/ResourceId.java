package dev.pairplane.simulators.azure.resource;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An ARM id, spelled as it was written. Two ids name the same thing when their keys are equal.
public record ResourceId(String subscription, String group, ResourceKind kind, String name) {

    private static final Pattern ID =
            Pattern.compile(
                    "/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\\.Network"
                            + "/([^/]+)/([^/]+)(/.*)?",
                    Pattern.CASE_INSENSITIVE);

    /// Reads an id; what comes after the resource's name (a child) is left out.
    public static Optional<ResourceId> parse(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return ResourceKind.of(matcher.group(3))
                .map(k -> new ResourceId(matcher.group(1), matcher.group(2), k, matcher.group(4)));
    }

    /// The id of something in this resource, such as a backend pool.
    public String child(String type, String name) {
        return this + "/" + type + "/" + name;
    }

    /// Equal for ids that differ in the case of letters only.
    public String key() {
        return key(toString());
    }

    /// The key of any id, a child's included.
    public static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "/subscriptions/"
                + subscription
                + "/resourceGroups/"
                + group
                + "/providers/Microsoft.Network/"
                + kind.path()
                + "/"
                + name;
    }
}

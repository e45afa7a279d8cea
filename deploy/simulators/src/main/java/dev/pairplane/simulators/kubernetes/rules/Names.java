package dev.pairplane.simulators.kubernetes.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pairplane.simulators.kubernetes.schema.Causes;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The rules for names, label keys and label values.
final class Names {

    private static final int LABEL_LENGTH = 63;
    private static final int SUBDOMAIN_LENGTH = 253;

    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String DNS_SUBDOMAIN = DNS_LABEL + "(\\." + DNS_LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    private static final Pattern LABEL = Pattern.compile(DNS_LABEL);
    private static final Pattern SUBDOMAIN = Pattern.compile(DNS_SUBDOMAIN);
    private static final Pattern QUALIFIED_NAME = Pattern.compile(QUALIFIED);
    private static final Pattern LABEL_VALUE = Pattern.compile("(" + QUALIFIED + ")?");

    private static final Set<String> STANDARD_FINALIZERS =
            Set.of("kubernetes", "orphan", "foregroundDeletion");

    private Names() {}

    /// The name of an object; as the start of a generated one it may end in '-'.
    static void object(Causes causes, ResourceType type, String name, String field) {
        switch (type) {
            case NAMESPACES, SERVICES -> dnsLabel(causes, name, field);
            case CONFIGMAPS, ENDPOINTSLICES, EVENTS, LEASES, NODES, PODS, SECRETS ->
                    dnsSubdomain(causes, name, field);
        }
    }

    static void dnsLabel(Causes causes, String name, String field) {
        if (name.length() > LABEL_LENGTH) {
            causes.invalid(field, name, "must be no more than 63 characters");
        } else if (isSubdomain(name) && name.indexOf('.') >= 0) {
            causes.invalid(field, name, "must not contain dots");
        } else if (!LABEL.matcher(name).matches()) {
            causes.invalid(
                    field,
                    name,
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters"
                            + " or '-', and must start and end with an alphanumeric character (e.g."
                            + " 'my-name',  or '123-abc', regex used for validation is"
                            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
        }
    }

    static void dnsSubdomain(Causes causes, String name, String field) {
        if (name.length() > SUBDOMAIN_LENGTH) {
            causes.invalid(field, name, "must be no more than 253 characters");
        } else if (!isSubdomain(name)) {
            causes.invalid(
                    field,
                    name,
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                        + " characters, '-' or '.', and must start and end with an alphanumeric"
                        + " character (e.g. 'example.com', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        }
    }

    static boolean isSubdomain(String name) {
        return SUBDOMAIN.matcher(name).matches();
    }

    static void qualified(Causes causes, String key, String field) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        if (slash >= 0 && (!isSubdomain(prefix) || prefix.length() > SUBDOMAIN_LENGTH)) {
            causes.invalid(field, key, "prefix part must be a lowercase RFC 1123 subdomain");
        }
        if (name.isEmpty()) {
            causes.invalid(field, key, "name part must be non-empty");
        } else if (name.length() > LABEL_LENGTH) {
            causes.invalid(field, key, "name part must be no more than 63 bytes");
        }
        if (!QUALIFIED_NAME.matcher(name).matches()) {
            causes.invalid(
                    field,
                    key,
                    "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                            + " start and end with an alphanumeric character (e.g. 'MyName',  or"
                            + " 'my.name',  or '123-abc', regex used for validation is"
                            + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        }
    }

    static void labels(Causes causes, JsonNode labels, String field) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            qualified(causes, label.getKey(), field);
            String value = label.getValue().asText();
            if (value.length() > LABEL_LENGTH) {
                causes.invalid(field, value, "must be no more than 63 bytes");
            } else if (!LABEL_VALUE.matcher(value).matches()) {
                causes.invalid(
                        field,
                        value,
                        "a valid label must be an empty string or consist of alphanumeric"
                                + " characters, '-', '_' or '.', and must start and end with an"
                                + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                                + " '12345', regex used for validation is"
                                + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
            }
        }
    }

    static void finalizer(Causes causes, String name, String field, boolean core) {
        qualified(causes, name, "metadata.finalizers");
        if (core && name.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(name)) {
            causes.invalid(
                    field,
                    name,
                    "name is neither a standard finalizer name nor is it fully qualified");
        }
    }
}

package dev.pairplane.simulators.kubernetes.store;

import dev.pairplane.simulators.kubernetes.schema.ApiException;
import dev.pairplane.simulators.kubernetes.schema.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Conditions on the few fields that a resource lets one select by.
///
/// @param terms all must hold
public record FieldSelector(List<Term> terms) {

    public static final FieldSelector ALL = new FieldSelector(List.of());

    /// One condition.
    ///
    /// @param equal whether the value must be that one, or must not
    public record Term(String field, boolean equal, String value) {}

    /// Reads a selector.
    ///
    /// @param text as in the query: `spec.nodeName=n1,status.phase!=Failed`
    /// @throws ApiException 400 when it cannot be read or names a field that cannot be selected by
    public static FieldSelector parse(ResourceType type, String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            int operator = part.indexOf('=');
            if (operator < 1) {
                throw ApiException.badRequest(
                        "invalid field selector: " + text + "; can't understand '" + part + "'");
            }
            boolean equal = part.charAt(operator - 1) != '!';
            String field = part.substring(0, equal ? operator : operator - 1).strip();
            int value = part.startsWith("==", operator) ? operator + 2 : operator + 1;
            terms.add(new Term(canonical(type, field), equal, part.substring(value).strip()));
        }
        return new FieldSelector(terms);
    }

    private static String canonical(ResourceType type, String field) {
        if (type == ResourceType.PODS && "spec.host".equals(field)) {
            return "spec.nodeName";
        }
        if ("metadata.name".equals(field)
                || ("metadata.namespace".equals(field)
                        && type != ResourceType.NODES
                        && type != ResourceType.NAMESPACES)
                || type.selectableFields().contains(field)) {
            return field;
        }
        throw ApiException.badRequest(
                type.selectableFields().isEmpty()
                        ? "\""
                                + field
                                + "\" is not a known field selector: only \"metadata.name\","
                                + " \"metadata.namespace\""
                        : "field label not supported: " + field);
    }

    public boolean isEmpty() {
        return terms.isEmpty();
    }

    boolean matches(Stored object) {
        for (Term term : terms) {
            if (object.field(term.field).equals(term.value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    /// The one value that the field may have.
    Optional<String> exact(String field) {
        return terms.stream()
                .filter(term -> term.equal && term.field.equals(field))
                .map(Term::value)
                .findFirst();
    }
}

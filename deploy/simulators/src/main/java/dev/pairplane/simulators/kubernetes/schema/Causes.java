package dev.pairplane.simulators.kubernetes.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Collects what is wrong with one object, in the server's words. For one thread.
public final class Causes {

    private final List<ApiException.Cause> found = new ArrayList<>();

    public List<ApiException.Cause> found() {
        return List.copyOf(found);
    }

    /// Throws what was found, if anything was.
    ///
    /// @throws ApiException 422 when anything was found
    public void refuse(ResourceType type, String name) {
        if (!found.isEmpty()) {
            throw ApiException.invalid(type, name, found());
        }
    }

    public void required(String field, String detail) {
        add(
                "FieldValueRequired",
                field,
                detail.isEmpty() ? "Required value" : "Required value: " + detail);
    }

    public void invalid(String field, JsonNode value, String detail) {
        add("FieldValueInvalid", field, "Invalid value: " + value + ": " + detail);
    }

    public void invalid(String field, String value, String detail) {
        add("FieldValueInvalid", field, "Invalid value: \"" + value + "\": " + detail);
    }

    public void invalid(String field, long value, String detail) {
        add("FieldValueInvalid", field, "Invalid value: " + value + ": " + detail);
    }

    public void forbidden(String field, String detail) {
        add("FieldValueForbidden", field, "Forbidden: " + detail);
    }

    public void duplicate(String field, JsonNode value) {
        add("FieldValueDuplicate", field, "Duplicate value: " + value);
    }

    /// A value that is none of a few.
    ///
    /// @param supported in the order to be told
    public void unsupported(String field, String value, List<String> supported) {
        add(
                "FieldValueNotSupported",
                field,
                "Unsupported value: \""
                        + value
                        + "\": supported values: "
                        + supported.stream()
                                .map(word -> "\"" + word + "\"")
                                .collect(Collectors.joining(", ")));
    }

    public void tooMany(String field, int count, int limit) {
        add(
                "FieldValueTooMany",
                field,
                "Too many: " + count + ": must have at most " + limit + " items");
    }

    public void tooLong(String field, int limit) {
        add("FieldValueTooLong", field, "Too long: may not be more than " + limit + " bytes");
    }

    private void add(String reason, String field, String message) {
        found.add(new ApiException.Cause(reason, field, message));
    }
}

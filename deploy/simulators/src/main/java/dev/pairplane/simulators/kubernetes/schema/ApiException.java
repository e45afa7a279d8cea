package dev.pairplane.simulators.kubernetes.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/// A refusal, with the Status object that tells the client.
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ObjectNode status;

    private ApiException(int code, ObjectNode status) {
        super(status.path("message").asText(), null, false, false);
        this.code = code;
        this.status = status;
    }

    /// One thing that is wrong with an object.
    public record Cause(String reason, String field, String message) {

        String text() {
            return field + ": " + message;
        }
    }

    /// The HTTP status code.
    public int code() {
        return code;
    }

    /// The `metav1.Status` that is the answer's body; nobody may change it.
    public ObjectNode status() {
        return status;
    }

    public String reason() {
        return status.path("reason").asText("");
    }

    public static ApiException of(int code, String reason, String message) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        status.put("code", code);
        return new ApiException(code, status);
    }

    private static ApiException about(
            int code, String reason, ResourceType type, String name, String message) {
        ApiException e = of(code, reason, message);
        e.details(name, type.group(), type.plural());
        return e;
    }

    private ObjectNode details(String name, String group, String kind) {
        int code = status.remove("code").asInt();
        ObjectNode details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!group.isEmpty()) {
            details.put("group", group);
        }
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        status.put("code", code);
        return details;
    }

    public static ApiException notFound(ResourceType type, String name) {
        return about(
                404, "NotFound", type, name, type.qualifiedName() + " \"" + name + "\" not found");
    }

    public static ApiException noSuchResource() {
        ApiException e = of(404, "NotFound", "the server could not find the requested resource");
        e.details("", "", "");
        return e;
    }

    public static ApiException alreadyExists(ResourceType type, String name) {
        return about(
                409,
                "AlreadyExists",
                type,
                name,
                type.qualifiedName() + " \"" + name + "\" already exists");
    }

    /// A write that does not fit what is there.
    ///
    /// @param why what the client should know, without a full stop
    public static ApiException conflict(ResourceType type, String name, String why) {
        return about(
                409,
                "Conflict",
                type,
                name,
                "Operation cannot be fulfilled on "
                        + type.qualifiedName()
                        + " \""
                        + name
                        + "\": "
                        + why);
    }

    public static ApiException stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version and"
                        + " try again");
    }

    public static ApiException forbidden(ResourceType type, String name, String why) {
        return about(
                403,
                "Forbidden",
                type,
                name,
                type.qualifiedName() + " \"" + name + "\" is forbidden: " + why);
    }

    /// New content for a namespace that is going away.
    public static ApiException namespaceTerminating(
            ResourceType type, String name, String namespace) {
        ApiException e =
                forbidden(
                        type,
                        name,
                        "unable to create new content in namespace "
                                + namespace
                                + " because it is being terminated");
        ((ObjectNode) e.status.path("details"))
                .putArray("causes")
                .addObject()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + namespace + " is being terminated")
                .put("field", "metadata.namespace");
        return e;
    }

    private void causes(String name, String group, String kind, List<Cause> causes) {
        ArrayNode array = details(name, group, kind).putArray("causes");
        for (Cause cause : causes) {
            array.addObject()
                    .put("reason", cause.reason())
                    .put("message", cause.message())
                    .put("field", cause.field());
        }
    }

    public static ApiException invalid(ResourceType type, String name, List<Cause> causes) {
        String list =
                causes.size() == 1
                        ? causes.getFirst().text()
                        : causes.stream()
                                .map(Cause::text)
                                .collect(Collectors.joining(", ", "[", "]"));
        ApiException e =
                of(422, "Invalid", type.qualifiedKind() + " \"" + name + "\" is invalid: " + list);
        e.causes(name, type.group(), type.kind(), causes);
        return e;
    }

    /// Options that contradict each other or do not exist.
    ///
    /// @param kind of the options: `ListOptions`
    public static ApiException invalidOptions(String kind, Causes causes) {
        ApiException.Cause first = causes.found().getFirst();
        ApiException e = of(422, "Invalid", kind + ".meta.k8s.io \"\" is invalid: " + first.text());
        e.causes("", "meta.k8s.io", kind, causes.found());
        return e;
    }

    /// A patch that leads to an object that cannot be read.
    public static ApiException invalidPatch(String patched, String why) {
        Cause cause =
                new Cause(
                        "FieldValueInvalid",
                        "patch",
                        "Invalid value: " + Json.quoted(patched) + ": " + why);
        ApiException e = of(422, "Invalid", " \"\" is invalid: " + cause.text());
        e.causes("", "", "", List.of(cause));
        return e;
    }

    public static ApiException badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    /// The version asked for, or the list being paged, is no longer remembered.
    public static ApiException expired(String message) {
        return of(410, "Expired", message);
    }

    public static ApiException methodNotAllowed() {
        ApiException e =
                of(
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource");
        e.details("", "", "");
        return e;
    }

    public static ApiException unsupportedMediaType(String accepted) {
        return of(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + accepted);
    }

    public static ApiException notAcceptable(String accepted) {
        return of(406, "NotAcceptable", "only the following media types are accepted: " + accepted);
    }

    /// A version that lies in the future.
    public static ApiException versionTooLarge(long wanted, long current) {
        ApiException e =
                of(
                        504,
                        "Timeout",
                        "Timeout: Too large resource version: " + wanted + ", current: " + current);
        ObjectNode details = e.details("", "", "");
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return e;
    }

    /// A patch that is well formed and cannot be applied.
    public static ApiException patchDoesNotApply() {
        ApiException e =
                of(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request");
        e.details("", "", "");
        return e;
    }

    /// A patch of a media type that is none.
    public static ApiException unsupportedPatch() {
        ApiException e = of(415, "UnsupportedMediaType", "415: Unsupported Media Type");
        e.details("", "", "");
        return e;
    }

    /// A PUT that has to say what it replaces and does not.
    public static ApiException versionMissing(ResourceType type, String name) {
        Cause cause =
                new Cause(
                        "FieldValueInvalid",
                        "metadata.resourceVersion",
                        "Invalid value: 0: must be specified for an update");
        ApiException e =
                of(
                        422,
                        "Invalid",
                        type.qualifiedName() + " \"" + name + "\" is invalid: " + cause.text());
        e.causes(name, type.group(), type.plural(), List.of(cause));
        return e;
    }

    /// A deletion that named another state of the object, which the server blames on its kind.
    public static ApiException deletePrecondition(ResourceType type, String name, String why) {
        ApiException e =
                of(
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on "
                                + type.qualifiedKind()
                                + " \""
                                + name
                                + "\": "
                                + why);
        e.details(name, type.group(), type.kind());
        return e;
    }

    /// A refusal that asks for patience.
    ///
    /// @param seconds 0 for no hint
    public static ApiException retry(int code, String reason, String message, int seconds) {
        ApiException e = of(code, reason, message);
        if (seconds > 0) {
            e.details("", "", "").put("retryAfterSeconds", seconds);
        }
        return e;
    }

    /// What goes into the header Retry-After, 0 for none.
    public int retryAfterSeconds() {
        return status.path("details").path("retryAfterSeconds").asInt(0);
    }
}

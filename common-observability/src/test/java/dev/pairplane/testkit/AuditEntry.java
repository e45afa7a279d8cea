package dev.pairplane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// One answered request in an API server's audit log: who asked for what, and the HTTP status.
///
/// @param user the user's name, such as `system:serviceaccount:default:difftracker`
/// @param verb `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`
/// @param group the resource's API group, empty for the core group
/// @param resource plural, such as `services`; empty when the request was not for a resource
/// @param subresource such as `status`; empty without
/// @param namespace empty for what has none and for lists of all namespaces
/// @param name empty for lists
/// @param code 403 when it was denied
/// @param uri the path with the query
public record AuditEntry(
        String user,
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        int code,
        String uri) {

    private static final Pattern USER = Pattern.compile("\"user\":\\{\"username\":\"([^\"]*)\"");
    private static final Pattern TARGET = Pattern.compile("\"objectRef\":\\{([^{}]*)}");
    private static final Pattern CODE = Pattern.compile("\"responseStatus\":\\{.*?\"code\":(\\d+)");

    /// `verb resource/subresource`, with the group behind a dot: `patch services/status`, `list
    /// endpointslices.discovery.k8s.io`.
    public String action() {
        return verb
                + " "
                + resource
                + (group.isEmpty() ? "" : "." + group)
                + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    public boolean denied() {
        return code == 403;
    }

    /// The entries of a log so far, in order; a line that is still being written is left out.
    static List<AuditEntry> read(Path log) {
        try {
            var text = Files.exists(log) ? Files.readString(log) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(AuditEntry::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads one line. Inside a JSON string every quote has a backslash, so a key with its two
    /// plain quotes is found nowhere but where it is a key.
    static AuditEntry parse(String line) {
        var target = first(TARGET, line);
        var code = first(CODE, line);
        return new AuditEntry(
                first(USER, line),
                text(line, "verb"),
                text(target, "apiGroup"),
                text(target, "resource"),
                text(target, "subresource"),
                text(target, "namespace"),
                text(target, "name"),
                code.isEmpty() ? 0 : Integer.parseInt(code),
                text(line, "requestURI").replace("\\u0026", "&"));
    }

    private static String text(String json, String key) {
        return first(Pattern.compile("\"" + key + "\":\"([^\"]*)\""), json);
    }

    private static String first(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
